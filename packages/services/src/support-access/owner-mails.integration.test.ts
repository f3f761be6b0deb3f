import { randomUUID } from "node:crypto";
import type { MailMessage } from "@cogrion/domain";
import { supportAccessAnswerSeconds } from "@cogrion/domain";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Caller } from "../access/caller.ts";
import type { MailOutcome } from "../mail/send.ts";
import { sendMails } from "../mail/send.ts";
import type { TestRegion } from "@cogrion/testing/region/region";
import { callerWith, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { refuseSupportAccess } from "./decide.ts";
import { requestSupportAccess } from "./request.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());
beforeEach(() => region.pool.query("delete from mails"));

const start = new Date("2026-03-01T12:00:00Z");
const after = (seconds: number) => ({ ...region, now: () => new Date(start.getTime() + seconds * 1000) });

const send = async (seconds = 0): Promise<{ messages: MailMessage[]; outcomes: MailOutcome[] }> => {
  const messages: MailMessage[] = [];
  const outcomes: MailOutcome[] = [];
  const mailer = { send: async (message: MailMessage) => void messages.push(message) };
  const onOutcome = (outcome: MailOutcome) => void outcomes.push(outcome);
  await sendMails({ ...after(seconds), mailer, apiUrl: "https://cplane.sgp-1.cogrion.com", onOutcome });
  return { messages, outcomes };
};

const staff = (): Caller => {
  const caller = callerWith([], { systemRoles: ["support"] });
  return { ...caller, principal: { ...caller.principal, email: "sam@cogrion.com" } };
};
const ask = (accountId: string, caller = staff()) =>
  requestSupportAccess(after(0), caller, {
    accountId,
    role: "viewer",
    reason: "Ticket 4711: <b>the certificate</b> does not validate",
    durationSeconds: 3600,
  });
const addMember = async (accountId: string, role: "owner" | "admin"): Promise<{ uid: string; email: string }> => {
  const member = { uid: randomUUID(), email: `${randomUUID()}@example.com` };
  await region.store.members.add({ ...member, accountId, roles: [role] });
  return member;
};

it("mails each owner, and nobody else, who requests what and why, and how to decide", async () => {
  const { accountId } = await givenOwner(region);
  const second = await addMember(accountId, "owner");
  await addMember(accountId, "admin");
  const access = await ask(accountId);
  const { messages, outcomes } = await send();
  expect(outcomes).toEqual(["sent", "sent"]);
  expect(messages.map(({ to }) => to).toSorted()).toEqual(["ada@example.com", second.email].toSorted());
  const [{ subject, text, html }] = messages as [MailMessage];
  expect(subject).toBe("Cogrion's staff request access to one of your accounts");
  for (const fact of [
    "sam@cogrion.com",
    "viewer",
    "60 minutes",
    "2026-03-02 12:00 UTC",
    `./cogrion support-access approve ${access.id} --account ${accountId} --api-url https://cplane.sgp-1.cogrion.com`,
    `./cogrion support-access refuse ${access.id} --account ${accountId} --api-url https://cplane.sgp-1.cogrion.com`,
  ]) {
    expect(text).toContain(fact);
    expect(html).toContain(fact);
  }
  expect(text).toContain("Ticket 4711: <b>the certificate</b> does not validate");
  expect(html).toContain("Ticket 4711: &lt;b&gt;the certificate&lt;/b&gt; does not validate");
});

it("sends no mail that is no longer needed: decided, expired, or to a former owner", async () => {
  const { accountId, caller } = await givenOwner(region);
  const access = await ask(accountId);
  await refuseSupportAccess(after(1), caller, { accountId, id: access.id });
  expect(await send(2)).toEqual({ messages: [], outcomes: ["superseded"] });

  await ask(accountId);
  expect(await send(supportAccessAnswerSeconds)).toEqual({ messages: [], outcomes: ["superseded"] });

  const another = await givenOwner(region);
  const former = await addMember(another.accountId, "owner");
  await ask(another.accountId);
  await region.store.members.setRoles(another.accountId, former.uid, ["admin"]);
  expect((await send(3)).messages.map(({ to }) => to)).toEqual(["ada@example.com"]);
});
