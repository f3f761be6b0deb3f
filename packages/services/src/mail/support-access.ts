import type { Account, MailMessage, SupportAccess } from "@cogrion/domain";
import { answerBy } from "@cogrion/domain";
import { escapeHtml, htmlMailOf, unlinked, utcOf } from "./html.ts";

export type SupportAccessMail = {
  id: string;
  to: string;
  account: Pick<Account, "id" | "name">;
  access: Pick<SupportAccess, "id" | "staff" | "role" | "reason" | "durationSeconds" | "requestedAt">;
  /** Origin of the region's API, for the command line. */
  apiUrl: string;
};

const whatItAllows: Record<SupportAccess["role"], string> = {
  viewer: "reading: the account, its members and its workspaces",
  operator:
    "reading, creating, correcting, retrying and repairing workspaces, and cancelling those that are not finished, which undoes what was created for them",
};

/**
 * The mail to each owner when Cogrion's staff request access. It has no link that decides, because
 * a decision requires signing in.
 */
export const supportAccessMailOf = ({ id, to, account, access, apiUrl }: SupportAccessMail): MailMessage => {
  const { staff, role, reason, durationSeconds } = access;
  const minutes = Math.round(durationSeconds / 60);
  const what = `${staff.email}, a member of Cogrion's staff, requests access to your account`;
  const bounds = `The role is ${role}, which allows ${whatItAllows[role]}. It is valid for ${minutes} minutes from your approval.`;
  const until = `Without a decision, the request expires at ${utcOf(answerBy(access))}.`;
  const signIn = `./cogrion login --api-url ${apiUrl}`;
  const respondWith = (verb: "approve" | "refuse"): string =>
    `./cogrion support-access ${verb} ${access.id} --account ${account.id} --api-url ${apiUrl}`;
  const commands = [signIn, respondWith("approve"), respondWith("refuse")];
  const after =
    "Any owner can decide, and can end the access at any time. The audit shows everything that is done with it.";
  return {
    id,
    to,
    subject: "Cogrion's staff request access to one of your accounts",
    text: [
      `${what} "${unlinked(account.name)}". Nobody has access unless an owner approves.`,
      `Why: ${reason}`,
      bounds,
      `To decide, sign in and approve or refuse:\n${commands.map((each) => `  ${each}`).join("\n")}`,
      until,
      after,
    ].join("\n\n"),
    html: htmlMailOf([
      `<p>${escapeHtml(what)} <strong>${escapeHtml(unlinked(account.name))}</strong>. Nobody has access unless an owner approves.</p>`,
      `<p>Why: ${escapeHtml(reason)}</p>`,
      `<p>${escapeHtml(bounds)}</p>`,
      `<p>To decide, sign in and approve or refuse:</p>`,
      `<pre>${escapeHtml(commands.join("\n"))}</pre>`,
      `<p>${escapeHtml(until)}</p>`,
      `<p>${after}</p>`,
    ]),
  };
};
