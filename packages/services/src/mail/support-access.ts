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
    "reading, creating, correcting and retrying workspaces, and cancelling those that are not finished, which undoes what was created for them",
};

/** What each owner reads when Cogrion's staff ask for access. It carries no link that decides: an answer takes signing in. */
export const supportAccessMailOf = ({ id, to, account, access, apiUrl }: SupportAccessMail): MailMessage => {
  const { staff, role, reason, durationSeconds } = access;
  const minutes = Math.round(durationSeconds / 60);
  const what = `${staff.email}, of Cogrion's staff, asks for access to your account`;
  const bounds = `As ${role}, which allows ${whatItAllows[role]}; for ${minutes} minutes from your approval.`;
  const until = `A request that nobody answers is over at ${utcOf(answerBy(access))}.`;
  const signIn = `./cogrion login --api-url ${apiUrl}`;
  const answerWith = (verb: "approve" | "refuse"): string =>
    `./cogrion support-access ${verb} ${access.id} --account ${account.id} --api-url ${apiUrl}`;
  const commands = [signIn, answerWith("approve"), answerWith("refuse")];
  const after = "Any owner can answer, see all that is done under the access in the audit, and end it at any time.";
  return {
    id,
    to,
    subject: "Cogrion's staff ask for access to one of your accounts",
    text: [
      `${what} "${unlinked(account.name)}". Nobody has access unless an owner approves.`,
      `Why: ${reason}`,
      bounds,
      `To answer, sign in and approve or refuse:\n${commands.map((each) => `  ${each}`).join("\n")}`,
      until,
      after,
    ].join("\n\n"),
    html: htmlMailOf([
      `<p>${escapeHtml(what)} <strong>${escapeHtml(unlinked(account.name))}</strong>. Nobody has access unless an owner approves.</p>`,
      `<p>Why: ${escapeHtml(reason)}</p>`,
      `<p>${escapeHtml(bounds)}</p>`,
      `<p>To answer, sign in and approve or refuse:</p>`,
      `<pre>${escapeHtml(commands.join("\n"))}</pre>`,
      `<p>${escapeHtml(until)}</p>`,
      `<p>${after}</p>`,
    ]),
  };
};
