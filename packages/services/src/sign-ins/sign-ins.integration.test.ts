import { randomUUID } from "node:crypto";
import type { MailMessage, PublicKey, SignInClient, SignInGrantKind, WorkspaceId } from "@cogrion/domain";
import { defaultQuotaLimits } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestRegion } from "@cogrion/testing/region/region";
import { auditActionsOf, givenAwaitingBff, givenRequested, startTestRegion } from "@cogrion/testing/region/region";
import { registerBff } from "../bff/register.ts";
import { createInvitation } from "../invitations/create.ts";
import { purgeInvitations } from "../invitations/purge.ts";
import { sendMails } from "../mail/send.ts";
import { deleteWorkspace } from "../workspaces/delete.ts";
import { signInClientOf } from "./client.ts";
import { createSignInGrant, listSignInGrants, revokeSignInGrant } from "./grants.ts";
import { syncSignIns } from "./sync.ts";

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.stop());

type Given = Awaited<ReturnType<typeof givenRequested>>;

const start = new Date();
const after = (seconds: number) => ({ ...region, now: () => new Date(start.getTime() + seconds * 1000) });
const newEmail = (): string => `${randomUUID()}@acme.example`;
const grant = ({ caller, id }: Given, kind: SignInGrantKind, value: string, seconds = 0) =>
  createSignInGrant(after(seconds), caller, { workspaceId: id, kind, value });
const accessOf = async (id: WorkspaceId) => (await signInClientOf(region, id)).access;

/** Tells a realm that is only noted, until nothing is left to tell. */
const told = async (refuse?: (client: SignInClient) => boolean): Promise<Map<WorkspaceId, SignInClient>> => {
  const clients = new Map<WorkspaceId, SignInClient>();
  await syncSignIns({
    ...region,
    signInClients: {
      update: async (client) => {
        if (refuse?.(client) === true) throw new Error("the realm is unavailable");
        clients.set(client.clientId, client);
        return true;
      },
    },
    onFailed: () => undefined,
  });
  return clients;
};

// RFC 7517 appendix A.1.
const publicKey: PublicKey = {
  kty: "EC",
  crv: "P-256",
  x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
  y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
};

describe("who may sign in to a workspace", () => {
  it("is the account's members, and those who were granted, in one spelling", async () => {
    const given = await givenRequested(region);
    expect(await accessOf(given.id)).toEqual({ people: { "ada@example.com": "member" }, domains: [], groups: [] });
    const email = newEmail();
    const first = await grant(given, "person", email.toUpperCase());
    expect(await grant(given, "person", email)).toEqual(first);
    await grant(given, "domain", "corp.example");
    await grant(given, "group", "/Engineers");
    await grant(given, "person", "ada@example.com", 60);
    expect(await accessOf(given.id)).toEqual({
      people: { "ada@example.com": "member", [email]: "person" },
      domains: ["corp.example"],
      groups: ["/Engineers"],
    });
    const other = await givenRequested(region);
    expect((await accessOf(other.id)).domains).toEqual([]);

    await revokeSignInGrant(region, given.caller, { workspaceId: given.id, grantId: first.id });
    expect(Object.keys((await accessOf(given.id)).people)).toEqual(["ada@example.com"]);
    expect(await auditActionsOf(region, first.id)).toEqual([
      "sign_in_grant.created succeeded principal",
      "sign_in_grant.revoked succeeded principal",
    ]);
    for (const [caller, workspaceId] of [
      [given.caller, given.id],
      [other.caller, other.id],
    ] as const) {
      const again = revokeSignInGrant(region, caller, { workspaceId, grantId: first.id });
      await expect(again).rejects.toMatchObject({ code: "sign_in_grant_not_found" });
    }
  });

  it("is never everybody with a mailbox at a public provider", async () => {
    const given = await givenRequested(region);
    await expect(grant(given, "domain", "gmail.com")).rejects.toMatchObject({ code: "request_invalid" });
    expect((await listSignInGrants(region, given.caller, given.id)).grants).toEqual([]);
  });

  it("is bounded by quotas, and nothing of a refused grant stays", async () => {
    const given = await givenRequested(region);
    const limited = { ...after(0), quotaLimits: { ...defaultQuotaLimits, sign_in_grants: 1 } };
    await createSignInGrant(limited, given.caller, { workspaceId: given.id, kind: "domain", value: "one.example" });
    const second = { workspaceId: given.id, kind: "domain" as const, value: "two.example" };
    await expect(createSignInGrant(limited, given.caller, second)).rejects.toMatchObject({ code: "quota_exceeded" });
    expect((await accessOf(given.id)).domains).toEqual(["one.example"]);
  });

  it("is told to a person by one mail, counted with the invitations to that mailbox", async () => {
    const given = await givenRequested(region);
    const email = newEmail();
    const { id: grantId } = await grant(given, "person", email);
    const mails: MailMessage[] = [];
    const sending = { ...after(0), mailer: { send: async (mail: MailMessage) => void mails.push(mail) }, apiUrl: "" };
    await sendMails({ ...sending, onOutcome: () => undefined });
    const [mail] = mails.filter(({ to }) => to === email);
    expect([mail?.subject, mail?.text]).toEqual([
      "You may sign in to a workspace on Cogrion",
      expect.stringContaining(given.id),
    ]);
    expect(mail?.html).not.toContain("<a ");

    await revokeSignInGrant(region, given.caller, { workspaceId: given.id, grantId });
    await expect(grant(given, "person", email, 1)).rejects.toMatchObject({ code: "rate_limited" });
    const { caller, accountId } = given;
    const invite = createInvitation(after(1), caller, { accountId, email, roles: ["viewer"] });
    await expect(invite).rejects.toMatchObject({ code: "rate_limited" });
    // Taken back before its mail was sent: then nobody is told.
    const late = await grant(given, "person", email, 61);
    await revokeSignInGrant(region, caller, { workspaceId: given.id, grantId: late.id });
    mails.length = 0;
    await sendMails({ ...sending, onOutcome: () => undefined });
    expect(mails.filter(({ to }) => to === email)).toEqual([]);
  });

  it("ends with the workspace", async () => {
    const given = await givenRequested(region);
    await grant(given, "domain", "corp.example");
    await deleteWorkspace(region, given.caller, { id: given.id, expectedVersion: undefined });
    await expect(grant(given, "domain", "more.example")).rejects.toMatchObject({ code: "workspace_state_conflict" });
    await region.store.signIns.clear(given.id);
    expect((await accessOf(given.id)).domains).toEqual([]);
    const rows = async () =>
      (await region.pool.query("select 1 from sign_in_grants where workspace_id = $1", [given.id])).rowCount;
    expect(await rows()).toBe(1);
    await purgeInvitations(region, new Date(Date.now() + 91 * 24 * 3600_000));
    expect(await rows()).toBe(0);
  });
});

describe("the realm", () => {
  it("is told each change of members, grants and keys, and nothing twice", async () => {
    const given = await givenAwaitingBff(region);
    await told();
    expect((await told()).size).toBe(0);
    const { store } = region;
    expect((await listSignInGrants(region, given.caller, given.id)).isInForce).toBe(true);

    const { id: grantId } = await grant(given, "domain", "corp.example");
    expect((await listSignInGrants(region, given.caller, given.id)).isInForce).toBe(false);
    expect((await told()).get(given.id)?.access.domains).toEqual(["corp.example"]);
    await revokeSignInGrant(region, given.caller, { workspaceId: given.id, grantId });
    expect((await told()).get(given.id)?.access.domains).toEqual([]);

    const member = { accountId: given.accountId, uid: randomUUID(), email: newEmail(), roles: ["viewer" as const] };
    await store.members.add(member);
    expect((await told()).get(given.id)?.access.people).toHaveProperty([member.email], "member");
    await store.members.setRoles(given.accountId, member.uid, ["operator"]);
    expect((await told()).size).toBe(0);
    await store.members.remove(given.accountId, member.uid);
    expect((await told()).get(given.id)?.access.people).not.toHaveProperty([member.email]);

    const bff = { workspaceId: given.id, sourceIp: undefined, requestId: undefined };
    const bffUrl = `https://bff.${given.id}.sgp-1.cogrion.com`;
    const register = (key: string, keys: PublicKey[]) =>
      registerBff(region, bff, { id: given.id, key, bffUrl, publicIp: undefined, keys }, new Date());
    await register("key-0001", [publicKey]);
    expect((await told()).get(given.id)?.keys).toEqual([{ id: expect.any(String), publicKey }]);
    await register("key-0002", [publicKey]);
    expect((await told()).size).toBe(0);
    await expect(register("key-0002", [])).rejects.toMatchObject({ code: "idempotency_key_reused" });
    const notOnCurve = { ...publicKey, x: publicKey.y };
    await expect(register("key-0003", [notOnCurve])).rejects.toMatchObject({ code: "request_invalid" });
  });

  it("that is unavailable is told later, and keeps no other workspace, member or grant waiting", async () => {
    const [one, other] = [await givenRequested(region), await givenRequested(region)];
    const first = await told(({ clientId }) => clientId === one.id);
    expect([first.has(one.id), first.has(other.id)]).toEqual([false, true]);
    expect(await region.store.signIns.isInForce(one.id)).toBe(false);
    expect((await told()).size).toBe(0);
    await region.pool.query("update workspace_sign_ins set sync_due_at = now() where workspace_id = $1", [one.id]);
    expect((await told()).has(one.id)).toBe(true);

    // A grant that is made while the realm takes its time is made at once, and told next.
    await region.store.signIns.touch(one.id);
    const seen: string[][] = [];
    await syncSignIns({
      ...region,
      signInClients: {
        update: async ({ access }) => {
          seen.push(access.domains);
          await grant(one, "domain", "meanwhile.example");
          return true;
        },
      },
      onFailed: () => undefined,
    });
    expect(seen).toEqual([[], ["meanwhile.example"]]);
  });
});
