import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { resendInvitation, revokeInvitation } from "./change.ts";
import { createInvitation } from "./create.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

type Owner = Awaited<ReturnType<typeof givenOwner>>;

const start = new Date("2026-03-01T12:00:00Z");
const after = (seconds: number) => ({ ...region, now: () => new Date(start.getTime() + seconds * 1000) });
const newEmail = (): string => `${randomUUID()}@example.com`;
const invite = ({ caller, accountId }: Owner, email: string, seconds = 0) =>
  createInvitation(after(seconds), caller, { accountId, email, roles: ["viewer"] });
/** As a caller does who wants to send mails without a limit. */
const inviteAndRevoke = async (owner: Owner, email: string, seconds: number) => {
  const { id } = await invite(owner, email, seconds);
  await revokeInvitation(region, owner.caller, { accountId: owner.accountId, id });
};
const limited = (retryAfterSeconds: number) => ({ code: "rate_limited", retryAfterSeconds });
const mailsTo = async (email: string): Promise<number> => {
  const { rows } = await region.pool.query(
    "select 1 from mails join invitations on invitations.id = invitation_id where email like $1",
    [email],
  );
  return rows.length;
};

it("sends a mailbox one mail a minute, however often its invitation is revoked and created again", async () => {
  const owner = await givenOwner(region);
  const email = newEmail();
  await inviteAndRevoke(owner, email, 0);
  await expect(invite(owner, email, 1)).rejects.toMatchObject(limited(59));
  await expect(invite(owner, email.toUpperCase(), 59.5)).rejects.toMatchObject(limited(1));
  expect(await mailsTo(email)).toBe(1);
  await invite(owner, newEmail(), 1);
  const { id } = await invite(owner, email, 60);
  const { caller, accountId } = owner;
  await expect(resendInvitation(after(119), caller, { accountId, id })).rejects.toMatchObject(limited(1));
  await resendInvitation(after(120), caller, { accountId, id });
  await revokeInvitation(region, caller, { accountId, id });
  await expect(invite(owner, email, 150)).rejects.toMatchObject(limited(30));
});

it("counts the mails of other accounts, and reveals neither whose they were nor when", async () => {
  const [one, other] = [await givenOwner(region), await givenOwner(region)];
  const email = newEmail();
  await invite(one, email);
  await expect(invite(other, email, 20)).rejects.toMatchObject(limited(60));
  await expect(invite(other, email, 59)).rejects.toMatchObject(limited(60));
  const { id } = await invite(other, email, 60);
  await expect(resendInvitation(after(70), other.caller, { accountId: other.accountId, id })).rejects.toMatchObject(
    limited(50),
  );
});

it("takes an address with a tag for the mailbox that it leads to", async () => {
  const owner = await givenOwner(region);
  const email = newEmail();
  await invite(owner, email.replace("@", "+one@"));
  await expect(invite(owner, email.replace("@", "+two+three@"), 1)).rejects.toMatchObject(limited(59));
  await expect(invite(owner, email, 1)).rejects.toMatchObject(limited(59));
  await invite(owner, email.replace("@example.com", "@example.org"), 1);
});

it("mails a mailbox ten times in a day, of all accounts together", async () => {
  const [one, other] = [await givenOwner(region), await givenOwner(region)];
  const email = newEmail();
  for (let sent = 0; sent < 10; sent++) await inviteAndRevoke(sent === 0 ? other : one, email, sent * 60);
  const day = 24 * 3600;
  // Nine of them are the account's own.
  await expect(invite(one, email, 600)).rejects.toMatchObject(limited(day));
  await expect(invite(other, email, 600)).rejects.toMatchObject(limited(day));
  await inviteAndRevoke(one, email, day);
  // Now the account's own mails fill the day, and the oldest of them stops counting at 60 s.
  await expect(invite(one, email, day + 1)).rejects.toMatchObject(limited(59));
  await inviteAndRevoke(one, email, day + 60);
  expect(await mailsTo(email)).toBe(12);
});

it("sends one mail if many invite to one mailbox at once", async () => {
  const owners = await Promise.all(Array.from({ length: 6 }, () => givenOwner(region)));
  const email = newEmail();
  const tagged = email.replace("@", "+tag@");
  const outcomes = await Promise.allSettled(owners.flatMap((owner) => [invite(owner, email), invite(owner, tagged)]));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const codes = outcomes.flatMap((each) =>
    each.status === "rejected" ? [(each.reason as { code: string }).code] : [],
  );
  expect(new Set(codes)).toEqual(new Set(["rate_limited"]));
  expect(await mailsTo(email.replace("@", "%@"))).toBe(1);
});
