import { randomUUID } from "node:crypto";
import { serviceAddressOf } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { startTestRegion } from "@cogrion/testing/region/region";
import { grantSystemRole, listStaff, revokeSystemRole } from "./system-roles.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const user = { name: "ops@bastion" };
const issuer = "https://auth.sgp-1.cogrion.com/realms/sgp-1";

it("gives and takes system roles, each change with an audit event, and repeats nothing", async () => {
  const { uid } = await region.store.principals.resolve({ issuer, subject: "sam", email: "sam@cogrion.com" });
  const change = { email: "Sam@Cogrion.com", role: "support" } as const;
  expect(await grantSystemRole(region, user, change)).toMatchObject({ uid, systemRoles: ["support"] });
  await grantSystemRole(region, user, change);
  await grantSystemRole(region, user, { ...change, role: "operator" });
  expect(await listStaff(region)).toMatchObject([{ uid, systemRoles: ["operator", "support"] }]);
  for (const role of ["support", "operator"] as const) await revokeSystemRole(region, user, { ...change, role });
  expect(await listStaff(region)).toEqual([]);
  const { rows } = await region.pool.query<{ line: string }>(
    "select action || ' ' || (details->>'role') || ' by ' || actor_id as line from audit_events where action like 'staff.%' and target_id = $1 order by sequence",
    [uid],
  );
  expect(rows.map(({ line }) => line)).toEqual([
    "staff.role_granted support by staff-tool:ops@bastion",
    "staff.role_granted operator by staff-tool:ops@bastion",
    "staff.role_revoked support by staff-tool:ops@bastion",
    "staff.role_revoked operator by staff-tool:ops@bastion",
  ]);
});

it("loses no role of two that are given at once", async () => {
  await region.store.principals.resolve({ issuer, subject: "tom", email: "tom@cogrion.com" });
  await Promise.all(
    (["support", "operator"] as const).map((role) => grantSystemRole(region, user, { email: "tom@cogrion.com", role })),
  );
  expect((await region.store.principals.findByEmail("tom@cogrion.com"))?.systemRoles).toEqual(["operator", "support"]);
});

it("gives nothing to a person who has not signed in, nor to a service principal, whose record the table rejects", async () => {
  const role = "support" as const;
  await expect(grantSystemRole(region, user, { email: "new@cogrion.com", role })).rejects.toMatchObject({
    code: "principal_not_found",
  });
  const id = randomUUID();
  const email = serviceAddressOf(id);
  const service = await region.store.principals.resolve({ issuer, subject: id, email });
  expect(service).toMatchObject({ uid: id, kind: "service", systemRoles: [] });
  await expect(grantSystemRole(region, user, { email, role })).rejects.toMatchObject({ code: "people_only" });
  await expect(
    region.pool.query("update principals set system_roles = '{support}' where uid = $1", [id]),
  ).rejects.toThrow("principals_service_system_roles_check");
});
