import type { PublicKey, Role, ServicePrincipal, ServicePrincipalRole, Store } from "@cogrion/domain";
import { CogrionError, mayGrant, rolesInAccount } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { withLockedAccount } from "../access/locked-account.ts";
import { requireInAccount } from "../access/require.ts";
import type { QuotaDeps } from "../quotas/use.ts";
import { requireQuota } from "../quotas/use.ts";
import { identifiedKeyOf } from "./public-key.ts";

export type CreateServicePrincipalInput = {
  accountId: string;
  name: string;
  roles: ServicePrincipalRole[];
  publicKey: PublicKey;
};

type Deps = { store: Store } & QuotaDeps;

/**
 * Call it outside a transaction, because a rollback would remove the audit row. @throws
 * CogrionError `account_not_found`, `role_insufficient`, `people_only`
 */
export const requireMayCreateServicePrincipal = async (
  deps: Deps,
  caller: Caller,
  { accountId, roles }: Pick<CreateServicePrincipalInput, "accountId" | "roles">,
): Promise<void> => {
  await requireInAccount(deps, caller, accountId, "service_principal.manage");
  requireNoMoreThanOwn(rolesInAccount(caller.principal, accountId), roles);
};

/**
 * Creates an identity for automation, for this account only. The worker sends it to the realm
 * afterwards; `isInForce` says when its key can get tokens.
 * @throws CogrionError `account_not_found`, `role_insufficient`, `people_only`, `request_invalid`,
 * `service_principal_limit`
 */
export const createServicePrincipal = (
  deps: Deps,
  caller: Caller,
  { accountId, name, roles, publicKey }: CreateServicePrincipalInput,
): Promise<ServicePrincipal> =>
  // Two simultaneous calls take turns here, so that the second one counts the first.
  withLockedAccount(deps, caller, { accountId, permission: "service_principal.manage" }, async (tx, { actor }) => {
    requireNoMoreThanOwn(actor.roles, roles);
    const key = identifiedKeyOf(publicKey);
    requireQuota(deps, "service_principals", await tx.servicePrincipals.count(accountId));
    const made = await tx.servicePrincipals.create({ accountId, name, roles, createdBy: caller.principal.uid });
    await tx.servicePrincipals.addKey(made.id, key);
    await tx.audit.append(
      auditOf(caller, {
        accountId,
        action: "service_principal.created",
        target: { kind: "service_principal", id: made.id },
        outcome: "succeeded",
      }),
    );
    return (await tx.servicePrincipals.get(accountId, made.id)) ?? made;
  });

const requireNoMoreThanOwn = (own: readonly Role[], asked: readonly ServicePrincipalRole[]): void => {
  if (mayGrant(own, asked)) return;
  throw new CogrionError("role_insufficient", {
    detail: "You cannot give a service principal a role above your own in this account.",
  });
};
