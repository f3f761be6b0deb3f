import { expect, it } from "vitest";
import { normalizedEmailOf } from "./email.ts";
import type { Principal } from "./principal.ts";
import { mayInAccount, systemPermissions, systemRoles } from "./principal.ts";
import type { Role } from "./role.ts";
import { mayGrant, mayRoles, permissionMatrix, permissions, roles } from "./role.ts";

const principalWith = (accounts: Principal["accounts"], own: Principal["systemRoles"] = []): Principal => ({
  uid: "u",
  email: "ada@example.com",
  kind: "user",
  externalId: "s",
  systemRoles: own,
  accounts,
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
