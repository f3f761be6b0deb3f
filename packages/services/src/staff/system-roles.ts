import type { AuditEvent, Identity, Store, SystemRole } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";

/** The user of the operator's tool, as their operating system names them. */
export type StaffToolUser = { name: string };

type Change = { email: string; role: SystemRole };

/**
 * Adds a person to Cogrion's staff. They must have signed in before: a role is never given to an
 * address in advance, so nobody can claim one. Repeatable.
 * @throws CogrionError `principal_not_found`, `people_only`
 */
export const grantSystemRole = (deps: { store: Store }, user: StaffToolUser, change: Change): Promise<Identity> =>
  setRoles(deps, user, change, "staff.role_granted", (held) => [...new Set([...held, change.role])].toSorted());

/**
 * The role ends with their next request, and so does support access once they have no system role.
 * Repeatable. @throws CogrionError `principal_not_found`
 */
export const revokeSystemRole = (deps: { store: Store }, user: StaffToolUser, change: Change): Promise<Identity> =>
  setRoles(deps, user, change, "staff.role_revoked", (held) => held.filter((role) => role !== change.role));

/** Everyone who has a system role, by address. */
export const listStaff = ({ store }: { store: Store }): Promise<Identity[]> => store.principals.listStaff();

const setRoles = async (
  { store }: { store: Store },
  user: StaffToolUser,
  { email, role }: Change,
  action: string,
  next: (held: SystemRole[]) => SystemRole[],
): Promise<Identity> =>
  store.transaction(async (tx) => {
    const identity = await tx.principals.getForUpdate(email);
    if (identity === undefined) {
      throw new CogrionError("principal_not_found", {
        detail: `Nobody with the address "${email}" has signed in yet. They have to sign in once; then try again.`,
      });
    }
    if (identity.kind === "service") {
      throw new CogrionError("people_only", { detail: "A service principal cannot have a system role." });
    }
    const after = next(identity.systemRoles);
    if (after.length === identity.systemRoles.length) return identity;
    await tx.principals.setSystemRoles(identity.uid, after);
    const event: AuditEvent = {
      accountId: undefined,
      actor: { kind: "system", id: `staff-tool:${user.name}` },
      action,
      target: { kind: "principal", id: identity.uid },
      sourceIp: undefined,
      outcome: "succeeded",
      requestId: undefined,
      details: { role, before: identity.systemRoles, after },
    };
    await tx.audit.append(event);
    return { ...identity, systemRoles: after };
  });
