import { expect, it } from "vitest";
import { normalizedEmailOf } from "./email.ts";
import type { Principal } from "./principal.ts";
import { mayInAccount, systemPermissions, systemRoles } from "./principal.ts";
import type { Role } from "./role.ts";
import { isForPeople, mayGrant, mayRoles, permissionMatrix, permissions, roles } from "./role.ts";
import { supportRoles } from "./support-access.ts";

const principalWith = (accounts: Principal["accounts"], own: Principal["systemRoles"] = []): Principal => ({
  uid: "u",
  email: "ada@example.com",
  kind: "user",
  externalId: "s",
  systemRoles: own,
  accounts,
  supportAccess: [],
});

it("gives each role all that the ones after it hold", () => {
  for (const permission of permissions) {
    const held = roles.map((role) => permissionMatrix[permission].includes(role));
    expect(held).toEqual(held.toSorted((one, other) => Number(other) - Number(one)));
    expect(held[0], `the owner may ${permission}`).toBe(true);
  }
});

it("denies what no role grants", () => {
  for (const permission of permissions) {
    expect(mayRoles([], permission)).toBe(false);
    expect(mayInAccount(principalWith([]), "a", permission)).toBe(false);
  }
});

it("lets a role count in its own account only", () => {
  const principal = principalWith([
    { id: "a", roles: ["viewer"] },
    { id: "b", roles: ["owner"] },
  ]);
  expect(mayInAccount(principal, "a", "workspace.delete")).toBe(false);
  expect(mayInAccount(principal, "b", "workspace.delete")).toBe(true);
});

it("lets support access count in its own account only, as the role that was approved", () => {
  const grant = { id: "g", accountId: "a", role: "operator" as const, expiresAt: new Date() };
  const staff = { ...principalWith([{ id: "b", roles: ["viewer"] }], ["support"]), supportAccess: [grant] };
  for (const permission of permissions) {
    expect([permission, mayInAccount(staff, "a", permission)]).toEqual([
      permission,
      mayRoles(["operator"], permission),
    ]);
    expect([permission, mayInAccount(staff, "b", permission)]).toEqual([permission, mayRoles(["viewer"], permission)]);
    expect([permission, mayInAccount(staff, "c", permission)]).toEqual([permission, false]);
  }
});

it("lets no role that staff can be given let anybody in", () => {
  for (const role of supportRoles)
    for (const permission of permissions.filter(isForPeople)) expect(mayRoles([role], permission)).toBe(false);
});

it("lets a service principal do what its role allows, but nothing that lets somebody in or ends the account", () => {
  for (const role of roles) {
    const service = { ...principalWith([{ id: "a", roles: [role] }]), kind: "service" as const };
    for (const permission of permissions)
      expect([role, permission, mayInAccount(service, "a", permission)]).toEqual([
        role,
        permission,
        mayRoles([role], permission) && !isForPeople(permission),
      ]);
  }
  expect(permissions.filter(isForPeople)).toEqual([
    "account.delete",
    "member.manage",
    "service_principal.manage",
    "support_access.decide",
  ]);
});

it("shows Cogrion's operators what is provisioned, and of accounts nothing else", () => {
  const seen = permissions.filter((permission) => mayInAccount(principalWith([], ["operator"]), "a", permission));
  expect(seen).toEqual(["workspace.read"]);
  expect(permissions.filter((permission) => mayInAccount(principalWith([], ["support"]), "a", permission))).toEqual([]);
});

it("lets Cogrion's staff change nothing in accounts by their system role alone", () => {
  for (const role of systemRoles) {
    for (const permission of systemPermissions[role]) expect(permission).toMatch(/\.read$/);
  }
});

it("lowers ASCII letters of an address and leaves all others", () => {
  expect(normalizedEmailOf("Ada.Lovelace@Example.COM")).toBe("ada.lovelace@example.com");
  expect(normalizedEmailOf("\u212A\u0130\u00C9@x")).toBe("\u212A\u0130\u00C9@x");
});

it("lets nobody give or take a role above their own", () => {
  const rank = (role: Role): number => roles.indexOf(role);
  for (const own of roles) {
    for (const other of roles)
      expect([own, other, mayGrant([own], [other])]).toEqual([own, other, rank(own) <= rank(other)]);
    expect(mayGrant([], [own])).toBe(false);
  }
  expect(mayGrant(["viewer", "admin"], ["owner", "viewer"])).toBe(false);
  expect(mayGrant(["viewer", "admin"], ["operator", "admin"])).toBe(true);
});
