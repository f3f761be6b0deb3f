import { randomUUID } from "node:crypto";
import type { MailMessage, Role } from "@cogrion/domain";
import { invitationLifetimeSeconds, MailRefusedError } from "@cogrion/domain";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Caller } from "../access/caller.ts";
import type { MailOutcome } from "../mail/send.ts";
import { sendMails } from "../mail/send.ts";
import { removeMember } from "../members/remove.ts";
import type { PostgresServer } from "@cogrion/testing/database/postgres-server";
import { startPostgresServer } from "@cogrion/testing/database/postgres-server";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, callerWith, givenOwner, startTestRegion } from "@cogrion/testing/region/region";
import { acceptInvitation } from "./accept.ts";
import { listInvitations, resendInvitation, revokeInvitation } from "./change.ts";
import { createInvitation } from "./create.ts";

let server: PostgresServer;
let region: TestRegion;
beforeAll(async () => {
  server = await startPostgresServer();
  region = await startTestRegion(server);
});
afterAll(() => region.stop());
// Each test starts with an empty outbox, so every sent mail is its own.
beforeEach(() => region.pool.query("delete from mails"));

const start = new Date("2026-03-01T12:00:00Z");
const after = (seconds: number) => ({ ...region, now: () => new Date(start.getTime() + seconds * 1000) });
const newEmail = (): string => `${randomUUID()}@example.com`;
const person = (email: string): Caller => {
  const caller = callerWith();
  return { ...caller, principal: { ...caller.principal, email } };
};
const invite = (caller: Caller, accountId: string, email: string, roles: Role[] = ["viewer"]) =>
  createInvitation(after(0), caller, { accountId, email, roles });

type Sending = { messages: MailMessage[]; outcomes: MailOutcome[] };
/** Sends all mails that are due. */
const send = async (
  seconds = 0,
  fail: (message: MailMessage) => Error | undefined = () => undefined,
): Promise<Sending> => {
  const sending: Sending = { messages: [], outcomes: [] };
  const mailer = {
    send: async (message: MailMessage) => {
      sending.messages.push(message);
      const error = fail(message);
      if (error !== undefined) throw error;
    },
  };
  const onOutcome = (outcome: MailOutcome) => void sending.outcomes.push(outcome);
  await sendMails({ ...after(seconds), mailer, apiUrl: "https://cplane.sgp-1.cogrion.com", onOutcome });
  return sending;
};
const dueNow = () => region.pool.query("update mails set due_at = now() where status = 'queued'");
const tokenIn = ({ text }: MailMessage): string => /#(cgi_[\w-]{43})/.exec(text)?.[1] ?? "";

it("mails a link whose token is stored nowhere, and that lets the owner of the address in, once", async () => {
  const { accountId, caller } = await givenOwner(region);
  const email = newEmail();
  const invitation = await invite(caller, accountId, email.toUpperCase(), ["viewer", "operator"]);
  expect(invitation).toMatchObject({ email, roles: ["operator", "viewer"], status: "pending", mail: "queued" });
  const { messages, outcomes } = await send();
  expect(outcomes).toEqual(["sent"]);
  const [message] = messages as [MailMessage];
  expect(message).toMatchObject({ to: email, subject: "You are invited to an account on Cogrion" });
  const token = tokenIn(message);
  expect(message.text).toContain(`https://cplane.sgp-1.cogrion.com/api/invitation/#${token}`);
  expect(message.text).toContain("./cogrion account accept-invitation --api-url https://cplane.sgp-1.cogrion.com");
  const { rows } = await region.pool.query(
    "select i::text as row from invitations i union all select t::text from invitation_tokens t union all select m::text from mails m union all select a::text from audit_events a",
  );
  expect(JSON.stringify(rows)).not.toContain(token.slice(4, 20));

  const invited = person(email);
  const accepted = await acceptInvitation(after(60), invited, { token });
  expect(accepted).toMatchObject({ account: { id: accountId }, member: { email, roles: ["operator", "viewer"] } });
  // The same person gets the same response to a repetition; anybody else does not.
  expect(await acceptInvitation(after(61), invited, { token })).toEqual(accepted);
  await expect(acceptInvitation(after(61), person(email), { token })).rejects.toMatchObject({
    code: "invitation_not_found",
  });
  expect(await auditActionsOf(region, invitation.id)).toEqual([
    "invitation.created succeeded principal",
    "invitation.accepted succeeded principal",
    "invitation.accepted refused principal",
  ]);
  // A used link stays used: a removed member cannot come back with it.
  await removeMember(region, caller, { accountId, uid: invited.principal.uid });
  await expect(acceptInvitation(after(62), invited, { token })).rejects.toMatchObject({
    code: "invitation_not_found",
  });
});

it("rejects forged, expired, revoked and replaced links, and those for another address, with the same error", async () => {
  const { accountId, caller } = await givenOwner(region);
  const refusals: unknown[] = [];
  const refuse = async (deps: ReturnType<typeof after>, who: Caller, token: string): Promise<void> => {
    const error = await acceptInvitation(deps, who, { token }).catch((reason: unknown) => reason);
    refusals.push({
      code: (error as { code: string }).code,
      detail: (error as Error).message.replace(who.principal.email, "…"),
    });
  };
  const given = async () => {
    const email = newEmail();
    const { id } = await invite(caller, accountId, email);
    const [message] = (await send()).messages as [MailMessage];
    return { id, who: person(email), token: tokenIn(message) };
  };
  const one = await given();
  await refuse(after(1), person(newEmail()), one.token);
  await refuse(after(invitationLifetimeSeconds), one.who, one.token);
  const flipped = one.token.slice(0, -1) + (one.token.endsWith("A") ? "B" : "A");
  for (const token of [flipped, "", "cgi_", ` ${one.token}`, "\0", "x".repeat(200)])
    await refuse(after(1), one.who, token);
  await resendInvitation(after(60), caller, { accountId, id: one.id });
  await refuse(after(61), one.who, one.token);
  const two = await given();
  await revokeInvitation(region, caller, { accountId, id: two.id });
  await revokeInvitation(region, caller, { accountId, id: two.id });
  await refuse(after(1), two.who, two.token);
  expect(new Set(refusals.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(refusals[0]).toMatchObject({ code: "invitation_not_found" });
  expect((await region.store.members.list(accountId, { limit: 10, cursor: undefined })).rows).toHaveLength(1);
});

it("lets one caller in, once, if many use one link at once", async () => {
  const { accountId, caller } = await givenOwner(region);
  const email = newEmail();
  await invite(caller, accountId, email);
  const [message] = (await send()).messages as [MailMessage];
  const same = person(email);
  const outcomes = await Promise.allSettled(
    [same, same, same, person(email), person(email)].map((who) =>
      acceptInvitation(after(1), who, { token: tokenIn(message) }),
    ),
  );
  const uids = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value.member.principalUid] : []));
  expect(new Set(uids).size).toBe(1);
  const { rows } = await region.store.members.list(accountId, { limit: 10, cursor: undefined });
  expect(rows.filter((row) => row.email === email)).toHaveLength(1);
});

it("does not invite a member or an invited person again, even with simultaneous requests", async () => {
  const { accountId, caller } = await givenOwner(region);
  await expect(invite(caller, accountId, "Ada@example.com")).rejects.toMatchObject({
    code: "member_exists",
    meta: { principal_uid: caller.principal.uid },
  });
  const email = newEmail();
  const both = await Promise.allSettled([invite(caller, accountId, email), invite(caller, accountId, email)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const { rows } = await listInvitations(region, caller, { accountId, limit: 10, cursor: undefined });
  expect(both.find((each) => each.status === "rejected")?.reason).toMatchObject({
    code: "invitation_exists",
    meta: { invitation_id: rows[0]?.id },
  });
  // An expired invitation makes room for a new one.
  const later = after(invitationLifetimeSeconds);
  const renewed = await createInvitation(later, caller, { accountId, email, roles: ["admin"] });
  const all = await listInvitations(region, caller, { accountId, limit: 10, cursor: undefined });
  expect(all.rows.map(({ id, status }) => [id, status])).toEqual([
    [renewed.id, "pending"],
    [rows[0]?.id, "revoked"],
  ]);
});

it("lets nobody invite above their own role, send such an invitation again or revoke it", async () => {
  const { accountId, caller } = await givenOwner(region);
  const uid = randomUUID();
  await region.store.members.add({ accountId, uid, email: newEmail(), roles: ["admin"] });
  const admin = callerWith([{ id: accountId, roles: ["admin"] }], { uid });
  const denied = { code: "role_insufficient" };
  await expect(invite(admin, accountId, newEmail(), ["viewer", "owner"])).rejects.toMatchObject(denied);
  const { id } = await invite(caller, accountId, newEmail(), ["owner"]);
  await expect(resendInvitation(after(60), admin, { accountId, id })).rejects.toMatchObject(denied);
  await expect(revokeInvitation(region, admin, { accountId, id })).rejects.toMatchObject(denied);
  expect(await auditActionsOf(region, accountId)).toContain("member.manage refused principal");
});

it("sends again at most once a minute, and not if it is closed", async () => {
  const { accountId, caller } = await givenOwner(region);
  const { id } = await invite(caller, accountId, newEmail());
  await expect(resendInvitation(after(59), caller, { accountId, id })).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterSeconds: 1,
  });
  const renewed = await resendInvitation(after(60), caller, { accountId, id });
  expect(renewed.expiresAt).toEqual(new Date(start.getTime() + (60 + invitationLifetimeSeconds) * 1000));
  // The first mail had not been sent; it is no longer needed.
  expect((await send(60)).outcomes.toSorted()).toEqual(["sent", "superseded"]);
  await revokeInvitation(region, caller, { accountId, id });
  await expect(resendInvitation(after(200), caller, { accountId, id })).rejects.toMatchObject({
    code: "invitation_closed",
  });
  await expect(revokeInvitation(region, caller, { accountId, id: randomUUID() })).rejects.toMatchObject({
    code: "invitation_not_found",
  });
});

it("has a limit of open invitations", async () => {
  const { accountId, caller } = await givenOwner(region);
  await region.pool.query(
    "insert into invitations (id, account_id, email, roles, invited_by, renewed_at, expires_at) select gen_random_uuid(), $1, n || '@example.com', '{viewer}', $2, now(), now() from generate_series(1, 200) n",
    [accountId, caller.principal.uid],
  );
  await expect(invite(caller, accountId, newEmail())).rejects.toMatchObject({ code: "invitation_limit_reached" });
});

it("waits longer each time for an unavailable server, delays no other mail, and gives up what is rejected", async () => {
  const { accountId, caller } = await givenOwner(region);
  const [stuck, refused, fine] = [newEmail(), newEmail(), newEmail()];
  for (const email of [stuck, refused, fine]) await invite(caller, accountId, email);
  const fail = ({ to }: MailMessage): Error | undefined =>
    ({ [stuck]: new Error("connect ECONNREFUSED"), [refused]: new MailRefusedError("no such mailbox") })[to];
  expect((await send(0, fail)).outcomes.toSorted()).toEqual(["failed", "postponed", "sent"]);
  const delay = async () => {
    const { rows } = await region.pool.query<{ seconds: number }>(
      "select round(extract(epoch from due_at - clock_timestamp()))::int as seconds from mails where status = 'queued'",
    );
    return rows[0]?.seconds ?? 0;
  };
  const delays = [await delay()];
  for (let attempt = 0; attempt < 11; attempt++) {
    await dueNow();
    expect((await send(0, fail)).outcomes).toEqual(["postponed"]);
    delays.push(await delay());
  }
  expect(delays).toEqual(delays.toSorted((one, other) => one - other));
  expect(delays.at(-1)).toBeLessThanOrEqual(900);
  expect(await region.store.mails.queued()).toMatchObject({ count: 1 });
  const mails = async () => {
    const { rows } = await listInvitations(region, caller, { accountId, limit: 10, cursor: undefined });
    return Object.fromEntries(rows.map(({ email, mail }) => [email, mail]));
  };
  expect(await mails()).toEqual({ [stuck]: "queued", [refused]: "failed", [fine]: "sent" });
  // A mail that expires while it waits is not sent.
  await dueNow();
  expect(await send(invitationLifetimeSeconds)).toEqual({ messages: [], outcomes: ["failed"] });
});

it("sends again a mail whose sender died, and both links are valid until one is used", async () => {
  const { accountId, caller } = await givenOwner(region);
  const email = newEmail();
  await invite(caller, accountId, email);
  const sent: MailMessage[] = [];
  const mailer = {
    send: async (message: MailMessage) => {
      sent.push(message);
      if (sent.length === 1) {
        // Its database is unavailable, so it cannot record what it has done, as after a crash.
        await server.kill();
      }
    },
  };
  const sending = sendMails({ ...after(0), mailer, apiUrl: "https://any", onOutcome: () => undefined });
  await expect(sending).rejects.toMatchObject({ code: "dependency_unavailable" });
  await server.restart();
  await expect.poll(() => region.store.mails.queued().catch(() => undefined)).toMatchObject({ count: 1 });
  // Its lease has not expired yet.
  expect((await send()).messages).toEqual([]);
  await dueNow();
  const { messages, outcomes } = await send();
  expect(outcomes).toEqual(["sent"]);
  const [first, second] = [sent[0], messages[0]] as [MailMessage, MailMessage];
  expect(second.id).toBe(first.id);
  expect(tokenIn(second)).not.toBe(tokenIn(first));
  const invited = person(email);
  await acceptInvitation(after(1), invited, { token: tokenIn(first) });
  await expect(acceptInvitation(after(1), person(email), { token: tokenIn(second) })).rejects.toMatchObject({
    code: "invitation_not_found",
  });
});

it("sends each mail once, however many send at once", async () => {
  const { accountId, caller } = await givenOwner(region);
  const emails = Array.from({ length: 12 }, newEmail);
  for (const email of emails) await invite(caller, accountId, email);
  const sendings = await Promise.all([send(), send(), send()]);
  const recipients = sendings.flatMap(({ messages }) => messages.map(({ to }) => to));
  expect(recipients.toSorted()).toEqual(emails.toSorted());
});
