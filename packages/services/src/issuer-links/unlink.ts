import type { IssuerLink, Store } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { requireGrant, withLockedAccount } from "../access/locked-account.ts";
import { requirePerson } from "../access/require.ts";
import { issuerLinkNotFound } from "./require.ts";
import { auditIssuerLink, mailIssuerLink } from "./tell.ts";

type Deps = { store: Store; now: () => Date };

/**
 * The next request with the other region's sign-in is rejected. @throws CogrionError
 * `issuer_link_not_found`, `people_only`
 */
export const unlinkOwnIssuer = async (deps: Deps, caller: Caller, { id }: { id: string }): Promise<void> => {
  requirePerson(caller);
  return deps.store.transaction(async (tx) => {
    const link = await tx.issuerLinks.getForUpdate(id);
    if (link?.principalUid !== caller.principal.uid) throw issuerLinkNotFound();
    await unlink(tx, deps, caller, link);
  });
};

/**
 * For a person who manages the account's members, for a member whose roles are not above their own.
 * It ends the link in every account of the member, who then signs in at this region instead.
 * @throws CogrionError `account_not_found`, `issuer_link_not_found`, `role_insufficient`
 */
export const unlinkIssuerOfMember = (
  deps: Deps,
  caller: Caller,
  { accountId, id }: { accountId: string; id: string },
): Promise<void> =>
  withLockedAccount(deps, caller, { accountId, permission: "member.manage" }, async (tx, { actor }) => {
    const link = await tx.issuerLinks.getForUpdate(id);
    const member = link && (await tx.members.get(accountId, link.principalUid));
    if (link === undefined || member === undefined) throw issuerLinkNotFound();
    requireGrant(actor, member.roles);
    await unlink(tx, deps, caller, link);
  });

const unlink = async (tx: Store, { now }: Deps, caller: Caller, link: IssuerLink): Promise<void> => {
  if (link.status !== "linked") throw issuerLinkNotFound();
  const at = now();
  await tx.issuerLinks.unlink(link.id, caller.principal.uid, at);
  await auditIssuerLink(tx, caller, link, "issuer_link.unlinked");
  await mailIssuerLink(tx, link, "issuer_unlinked", at);
};
