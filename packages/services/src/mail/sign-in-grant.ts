import type { Account, MailMessage, SignInGrant } from "@cogrion/domain";
import { escapeHtml, htmlMailOf, unlinked } from "./html.ts";

export type SignInGrantMail = {
  id: string;
  grant: Pick<SignInGrant, "value" | "workspaceId">;
  account: Pick<Account, "name">;
  /** Where the workspace's applications are. Its owner decides what is there, so it becomes no link. */
  url: string;
};

/** What a person reads whom a workspace lets in. */
export const signInGrantMailOf = ({ id, grant, account, url }: SignInGrantMail): MailMessage => {
  const what = `The account "${unlinked(account.name)}" lets you sign in to its workspace ${grant.workspaceId}.`;
  const where = `Its address is ${unlinked(url)}`;
  const how = `Sign in there as ${grant.value}. You are asked before the workspace gets your name and address.`;
  const otherwise = "Did you not expect this? Then do nothing: without you nothing happens.";
  return {
    id,
    to: grant.value,
    subject: "You may sign in to a workspace on Cogrion",
    text: [what, where, how, otherwise].join("\n\n"),
    html: htmlMailOf([what, where, how, otherwise].map((each) => `<p>${escapeHtml(each)}</p>`)),
  };
};
