import type { Account, Invitation, MailMessage, Place } from "@cogrion/domain";
import { invitationLifetimeSeconds, invitationUrlOf } from "@cogrion/domain";
import { escapeHtml, htmlMailOf, unlinked, utcOf } from "./html.ts";

export type InvitationMail = {
  id: string;
  account: Pick<Account, "name">;
  invitation: Pick<Invitation, "email" | "roles" | "expiresAt">;
  /** Address of the inviter; undefined once they are no longer a member. */
  inviter: string | undefined;
  token: string;
  place: Place;
  /** Origin of the region's API, for the command line. */
  apiUrl: string;
};

const days = invitationLifetimeSeconds / (24 * 3600);
const noSignIn = "No sign-in yet? You can create one with this address on the sign-in page.";

/**
 * The invitation mail. Names are chosen by people, so they appear only as text in the body, never
 * in a link or a header.
 */
export const invitationMailOf = ({
  id,
  account,
  invitation,
  inviter,
  token,
  place,
  apiUrl,
}: InvitationMail): MailMessage => {
  const url = invitationUrlOf(apiUrl, token);
  const who = inviter ?? "Somebody";
  const name = unlinked(account.name);
  const roles = invitation.roles.join(", ");
  const until = utcOf(invitation.expiresAt);
  const commands = [`./cogrion login --api-url ${apiUrl}`, `./cogrion account accept-invitation --api-url ${apiUrl}`];
  return {
    id,
    to: invitation.email,
    // The subject contains no text that the inviter chose: the mail comes from our address, and a
    // stranger reads the subject first.
    subject: "You are invited to an account on Cogrion",
    text: [
      `${who} invites you to the account "${name}" in the region ${place.region} of Cogrion, as ${roles}.`,
      `Accept it, signed in as ${invitation.email}:\n${url}`,
      noSignIn,
      `Or use a shell; the second command asks for this link:\n${commands.map((each) => `  ${each}`).join("\n")}`,
      `The link works once, for ${days} days: until ${until}.`,
      `If you did not expect this mail, ignore it: nothing happens without you.`,
    ].join("\n\n"),
    html: htmlMailOf([
      `<p>${escapeHtml(who)} invites you to the account <strong>${escapeHtml(name)}</strong> in the region ${escapeHtml(place.region)} of Cogrion, as ${escapeHtml(roles)}.</p>`,
      `<p><a href="${escapeHtml(url)}">Accept the invitation</a>, signed in as ${escapeHtml(invitation.email)}.</p>`,
      `<p>${noSignIn}</p>`,
      `<p>Or use a shell; the second command asks for this link:</p>`,
      `<pre>${escapeHtml(commands.join("\n"))}</pre>`,
      `<p>The link works once, for ${days} days: until ${escapeHtml(until)}.</p>`,
      `<p>If you did not expect this mail, ignore it: nothing happens without you.</p>`,
    ]),
  };
};
