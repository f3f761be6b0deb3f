import type { IssuerLink, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";

export type IssuerLinkAction = "issuer_link.requested" | "issuer_link.linked" | "issuer_link.unlinked";

/**
 * Writes the event to the audit log of each account of the person, or to the region's own if there
 * is none, because it concerns the account who may act as a member.
 */
export const auditIssuerLink = async (
  tx: Store,
  caller: Caller,
  { id, principalUid, email, region, identity }: IssuerLink,
  action: IssuerLinkAction,
): Promise<void> => {
  const accounts = await tx.accounts.rolesOf(principalUid);
  const details = { issuer_link_id: id, email, region, ...identity };
  const target = { kind: "principal", id: principalUid };
  for (const accountId of accounts.length === 0 ? [undefined] : accounts.map((each) => each.id))
    await tx.audit.append(auditOf(caller, { accountId, action, target, outcome: "succeeded", details }));
};

/** Mails the person and the owners of their accounts, each once. */
export const mailIssuerLink = async (
  tx: Store,
  { id, principalUid, email }: IssuerLink,
  kind: "issuer_linked" | "issuer_unlinked",
  at: Date,
): Promise<void> => {
  const recipients = new Set([email]);
  for (const account of await tx.accounts.rolesOf(principalUid))
    for (const owner of await tx.members.listOwners(account.id)) recipients.add(owner.email);
  for (const recipient of recipients) await tx.mails.enqueue({ kind, issuerLinkId: id, recipient }, at);
};
