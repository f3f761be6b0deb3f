import type { Account } from "@cogrion/domain";
import { createStore } from "@cogrion/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sendSlowly } from "./support/slow-body.ts";
import type { TwoRegions } from "./support/two-regions.ts";
import { setTwoRegions } from "./support/two-regions.ts";

let two: TwoRegions;
beforeAll(async () => {
  two = await setTwoRegions();
});
afterAll(() => two?.stop());

let sam: { uid: string; token: string };
beforeEach(async () => {
  const token = await two.tokenOf("sam");
  const response = await fetch(`${two.second.publicUrl}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  sam = { uid: ((await response.json()) as { uid: string }).uid, token };
  two.wire.state.paths = [];
});

const givenAccountOf = (uid: string): Promise<Account> =>
  createStore(two.pools.second).accounts.create({ name: "Acme", owner: { uid, email: "sam@example.com" } });

const nameOf = async (id: string) => (await createStore(two.pools.second).accounts.get(id))?.name;

const beginToRename = ({ id }: Account) =>
  sendSlowly(two.second, { method: "PATCH", path: `/api/accounts/${id}`, token: sam.token, body: { name: "Mine" } });

test("a caller who is no longer a member when the body ends changes nothing, and the primary was called again", async () => {
  const account = await givenAccountOf(sam.uid);
  const finish = await beginToRename(account);
  await two.pools.second.query("delete from account_members where principal_uid = $1", [sam.uid]);
  expect(await finish()).toMatchObject({ status: 404, body: { code: "account_not_found" } });
  expect(two.wire.state.paths).toEqual(["GET /internal/principals", "GET /internal/principals"]);
  expect(await nameOf(account.id)).toBe("Acme");
});

test("a caller who is no longer staff when the body ends cannot request support access", async () => {
  const { id } = await givenAccountOf(crypto.randomUUID());
  const setRoles = (roles: string) =>
    two.pools.primary.query("update principals set system_roles = $2 where uid = $1", [sam.uid, roles]);
  await setRoles("{support}");
  const finish = await sendSlowly(two.second, {
    method: "POST",
    path: `/api/accounts/${id}/support-access`,
    token: sam.token,
    body: { role: "viewer", reason: "Ticket 4711", duration_seconds: 600 },
  });
  await setRoles("{}");
  expect(await finish()).toMatchObject({ status: 404, body: { code: "account_not_found" } });
  const { rows } = await two.pools.second.query("select 1 from support_access where account_id = $1", [id]);
  expect(rows).toEqual([]);
});

test("a caller who cannot be looked up when the body ends, because the primary is unavailable, has to retry and changes nothing", async () => {
  const account = await givenAccountOf(sam.uid);
  const finish = await beginToRename(account);
  two.wire.state.isCut = true;
  expect(await finish()).toMatchObject({ status: 503, body: { code: "dependency_unavailable" } });
  expect(await nameOf(account.id)).toBe("Acme");
});
