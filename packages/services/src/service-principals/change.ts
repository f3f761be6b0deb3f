import type { PublicKey, ServicePrincipal, Store } from "@cogrion/domain";
import { CogrionError, maxServicePrincipalKeys } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { withLockedAccount } from "../access/locked-account.ts";
import { identifiedKeyOf } from "./public-key.ts";
import type { ServicePrincipalInput } from "./read.ts";
import { servicePrincipalNotFound } from "./read.ts";

type Deps = { store: Store };

/**
 * All of these are repeatable, and throw CogrionError `account_not_found`, `role_insufficient`,
 * `people_only`, `service_principal_not_found`.
 */

/** Its tokens are rejected from the next request on. */
export const disableServicePrincipal = (
  deps: Deps,
  caller: Caller,
  input: ServicePrincipalInput,
): Promise<ServicePrincipal> => setState(deps, caller, input, "disabled");

export const enableServicePrincipal = (
  deps: Deps,
  caller: Caller,
  input: ServicePrincipalInput,
): Promise<ServicePrincipal> => setState(deps, caller, input, "active");

/** Permanent. Its tokens are rejected from the next request on; its audit is kept. */
export const deleteServicePrincipal = async (
  deps: Deps,
  caller: Caller,
  input: ServicePrincipalInput,
): Promise<void> => {
  await change(deps, caller, input, "service_principal.deleted", async (tx) => {
    await tx.servicePrincipals.setState(input.id, "deleted");
    return true;
  });
};

/**
 * Adds a second key, so that its user can switch without an interruption. @throws also
 * `request_invalid`, `service_principal_limit`
 */
export const addServicePrincipalKey = (
  deps: Deps,
  caller: Caller,
  { publicKey, ...input }: ServicePrincipalInput & { publicKey: PublicKey },
): Promise<ServicePrincipal> =>
  change(deps, caller, input, "service_principal.key_added", async (tx, { keys }) => {
    const key = identifiedKeyOf(publicKey);
    if (keys.some(({ id }) => id === key.id)) return false;
    if (keys.length >= maxServicePrincipalKeys) {
      throw new CogrionError("service_principal_limit", {
        detail: `A service principal has at most ${maxServicePrincipalKeys} keys. Remove the key that is no longer used.`,
        meta: { limit: maxServicePrincipalKeys },
      });
    }
    await tx.servicePrincipals.addKey(input.id, key);
    return true;
  });

/**
 * Once the realm has the change, no tokens are issued for the key; existing ones are valid for five
 * minutes at most. @throws also `service_principal_key_not_found`
 */
export const removeServicePrincipalKey = (
  deps: Deps,
  caller: Caller,
  { keyId, ...input }: ServicePrincipalInput & { keyId: string },
): Promise<ServicePrincipal> =>
  change(deps, caller, input, "service_principal.key_removed", async (tx, { keys }) => {
    if (!keys.some(({ id }) => id === keyId)) {
      throw new CogrionError("service_principal_key_not_found", { detail: "The service principal has no such key." });
    }
    await tx.servicePrincipals.removeKey(input.id, keyId);
    return true;
  });

const setState = (
  deps: Deps,
  caller: Caller,
  input: ServicePrincipalInput,
  state: "active" | "disabled",
): Promise<ServicePrincipal> => {
  const action = state === "active" ? "service_principal.enabled" : "service_principal.disabled";
  return change(deps, caller, input, action, async (tx, current) => {
    if (current.state === state) return false;
    await tx.servicePrincipals.setState(input.id, state);
    return true;
  });
};

/** `work` returns whether it changed anything; a call without a change is not audited. */
const change = (
  deps: Deps,
  caller: Caller,
  { accountId, id }: ServicePrincipalInput,
  action: string,
  work: (tx: Store, current: ServicePrincipal) => Promise<boolean>,
): Promise<ServicePrincipal> =>
  withLockedAccount(deps, caller, { accountId, permission: "service_principal.manage" }, async (tx) => {
    const current = await tx.servicePrincipals.getForUpdate(accountId, id);
    if (current === undefined) throw servicePrincipalNotFound();
    if (!(await work(tx, current))) return current;
    await tx.audit.append(
      auditOf(caller, { accountId, action, target: { kind: "service_principal", id }, outcome: "succeeded" }),
    );
    return (await tx.servicePrincipals.get(accountId, id)) ?? current;
  });
