import fc from "fast-check";
import { expect, it } from "vitest";
import {
  clientIdOf,
  isServiceAddress,
  serviceAddressOf,
  servicePrincipalIdOf,
  servicePrincipalIdOfAddress,
  servicePrincipalRoles,
} from "./service-principal.ts";

it("names a client and an address by its id, and reads both back", () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(servicePrincipalIdOf(clientIdOf(id))).toBe(id);
      expect(servicePrincipalIdOfAddress(serviceAddressOf(id))).toBe(id);
      expect(isServiceAddress(serviceAddressOf(id))).toBe(true);
    }),
  );
});

it("takes no other client for one of a service principal", () => {
  const id = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
  for (const client of [
    "w-acme",
    `w-${id}`,
    "cogrion-cli",
    id,
    `sp-${id.toUpperCase()}`,
    `sp-${id} `,
    `sp-${id}\n`,
    ` sp-${id}`,
    `sp-${id}-x`,
    `xsp-${id}`,
    `sp-${id.slice(1)}`,
    `sp-{${id}}`,
    "sp-",
    "",
  ])
    expect([client, servicePrincipalIdOf(client)]).toEqual([client, undefined]);
});

it("does not mistake a person's address for a service principal's, in any spelling of its domain", () => {
  for (const email of ["ada@example.com", "sp-x@example.com", "ada@service-principals.invalid.example.com"])
    expect([email, isServiceAddress(email), servicePrincipalIdOfAddress(email)]).toEqual([email, false, undefined]);
  expect(isServiceAddress("ada@Service-Principals.INVALID")).toBe(true);
  expect(servicePrincipalIdOfAddress("ada@service-principals.invalid")).toBeUndefined();
});

it("is never an owner", () => {
  expect(servicePrincipalRoles).not.toContain("owner");
});
