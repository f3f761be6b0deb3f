import { randomUUID } from "node:crypto";
import { invitationLifetimeSeconds } from "@cogrion/domain";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { revokeInvitation } from "./change.ts";
import { createInvitation } from "./create.ts";
import { purgeInvitations } from "./purge.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

const days = (count: number): number => count * 24 * 3_600_000;

it("deletes what was closed or has expired more than 90 days ago, with its mails, and keeps the audit", async () => {
  const { accountId, caller } = await givenOwner(region);
  const at = new Date();
  const invite = (email = `${randomUUID()}@example.com`) =>
    createInvitation({ ...region, now: () => at }, caller, { accountId, email, roles: ["viewer"] });
  const revoked = await invite();
  await revokeInvitation(region, caller, { accountId, id: revoked.id });
  const expired = await invite();
  const listed = async () =>
    (await region.store.invitations.list(accountId, { limit: 10, cursor: undefined })).rows.map(({ id }) => id);

  // A minute before and a minute after 90 days since the revocation.
  expect(await purgeInvitations(region, new Date(at.getTime() + days(90) - 60_000))).toBe(0);
  expect(await purgeInvitations(region, new Date(at.getTime() + days(90) + 60_000))).toBe(1);
  expect(await listed()).toEqual([expired.id]);
  const afterExpiry = at.getTime() + invitationLifetimeSeconds * 1000 + days(90);
  expect(await purgeInvitations(region, new Date(afterExpiry - 60_000))).toBe(0);
  expect(await purgeInvitations(region, new Date(afterExpiry + 60_000))).toBe(1);
  expect(await listed()).toEqual([]);
  expect((await region.pool.query("select 1 from mails")).rows).toEqual([]);
  expect(await auditActionsOf(region, revoked.id)).toEqual([
    "invitation.created succeeded principal",
    "invitation.revoked succeeded principal",
  ]);
});

it("takes many in batches", async () => {
  const { accountId } = await givenOwner(region);
  await region.pool.query(
    `insert into invitations (id, account_id, email, roles, invited_by, renewed_at, expires_at, status, closed_at)
     select gen_random_uuid(), $1, n || '@example.com', '{viewer}', gen_random_uuid(), now(), now(), 'revoked', now()
     from generate_series(1, 1234) as n`,
    [accountId],
  );
  expect(await purgeInvitations(region, new Date(Date.now() + days(91)))).toBe(1234);
});
