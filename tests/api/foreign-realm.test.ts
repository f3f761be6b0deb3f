import { operations } from "./authorization/operations.ts";
import { databaseStateOf } from "./authorization/database-state.ts";
import { createStore } from "@cogrion/postgres";
import type { Route } from "@cogrion/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ControlPlane } from "./support/process.ts";
import type { TwoRegions } from "./support/two-regions.ts";
import { setTwoRegions } from "./support/two-regions.ts";

let two: TwoRegions;
const accounts = { primary: "", second: "" };
beforeAll(async () => {
  two = await setTwoRegions();
  for (const region of ["primary", "second"] as const) {
    const { body } = await call(two[region], "GET", "/api/me", await two.tokenOf("owner", two.realms[region]));
    const owner = { uid: String(body["uid"]), email: "owner@example.com" };
    accounts[region] = (await createStore(two.pools[region]).accounts.create({ name: "Acme", owner })).id;
  }
  await call(two.primary, "GET", "/api/me", await two.tokenOf("staff", two.realms.primary));
  await two.pools.primary.query("update principals set system_roles = '{operator}' where email = 'staff@example.com'");
});
afterAll(() => two?.stop());

const call = async (at: ControlPlane, method: string, path: string, token: string) => {
  const response = await fetch(at.publicUrl + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: method === "GET" || method === "DELETE" ? null : "{}",
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const forPeople: Route[] = operations.filter(({ security }) => security === "principal");
const directions = [
  { attacker: "second", victim: "primary" },
  { attacker: "primary", victim: "second" },
] as const;

describe.each(directions)("the administrator of the $attacker region's realm, against the $victim region", (each) => {
  const { attacker, victim } = each;

  test("is rejected in each operation, with an owner's address and the owner's own subject or another", async () => {
    for (const subject of ["subject-of-owner", "made-by-the-administrator"]) {
      const token = await two.tokenOf("owner", two.realms[attacker], subject);
      const before = await databaseStateOf(two.pools[victim]);
      for (const { method, path } of forPeople) {
        const filled = path.replaceAll(/\{\w+\}/g, accounts[victim]);
        const { status, body } = await call(two[victim], method, filled, token);
        expect([method, path, status, body["code"]]).toEqual([method, path, 403, "issuer_not_accepted"]);
      }
      expect(await databaseStateOf(two.pools[victim])).toEqual(before);
    }
  });

  test("makes no principal of an address that the region has never met", async () => {
    const before = await databaseStateOf(two.pools.primary);
    const { body } = await call(two[victim], "GET", "/api/me", await two.tokenOf("new-hire", two.realms[attacker]));
    expect(body["code"]).toBe("issuer_not_accepted");
    expect(await databaseStateOf(two.pools.primary)).toEqual(before);
  });
});

test("the second region's realm makes nobody staff, neither at the primary nor in its own region", async () => {
  const token = await two.tokenOf("staff", two.realms.second);
  expect((await call(two.primary, "GET", "/api/me", token)).body["code"]).toBe("issuer_not_accepted");
  const own = await call(two.second, "GET", "/api/me", token);
  expect(own).toMatchObject({ status: 200, body: { system_roles: [] } });
});

test("staff of the primary's realm work in the second region with their system roles, and as no member", async () => {
  const token = await two.tokenOf("staff", two.realms.primary);
  expect((await call(two.second, "GET", "/api/me", token)).body).toMatchObject({
    email: "staff@example.com",
    system_roles: ["operator"],
    accounts: [],
  });
  expect((await call(two.second, "GET", `/api/accounts/${accounts.second}`, token)).status).toBe(404);
  // Another subject of the address is not the one that got the role.
  const impostor = await two.tokenOf("staff", two.realms.primary, "another");
  expect((await call(two.second, "GET", "/api/me", impostor)).body["code"]).toBe("issuer_not_accepted");
});
