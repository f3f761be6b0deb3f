import { randomUUID } from "node:crypto";
import type { Store } from "@cogrion/domain";
import { stepIds } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseServer } from "@cogrion/testing/database/postgres-server";
import { usePostgresServer } from "@cogrion/testing/database/shared-server";
import type { TestDatabase } from "@cogrion/testing/database/test-database";
import { createTestDatabase, givenWorkspace } from "@cogrion/testing/database/test-database";

let server: DatabaseServer;
let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  server = await usePostgresServer();
  database = await createTestDatabase(server);
  store = database.store;
});
afterAll(async () => {
  await database.pool.end();
  await server.stop();
});

const sha256 = (digit: string) => digit.repeat(64);

describe("steps", () => {
  it("are nine in their order, pending until begun, and count how often they were begun", async () => {
    const { id } = await givenWorkspace(store);
    expect((await store.steps.list(id)).map((step) => [step.id, step.status])).toEqual(
      stepIds.map((step) => [step, "pending"]),
    );
    await store.steps.set(id, "create_hosted_zone", { status: "running" });
    await store.steps.set(id, "create_hosted_zone", { status: "running" });
    const begun = (await store.steps.list(id))[1];
    expect(begun).toMatchObject({ status: "running", attempts: 2, startedAt: expect.any(Date), finishedAt: undefined });

    await store.steps.set(id, "create_hosted_zone", { status: "succeeded", result: { zone_id: "Z1" } });
    const ended = (await store.steps.list(id))[1];
    expect(ended).toMatchObject({
      status: "succeeded",
      attempts: 2,
      startedAt: begun?.startedAt,
      finishedAt: expect.any(Date),
      result: { zone_id: "Z1" },
    });

    await store.steps.set(id, "create_hosted_zone", { status: "undoing" });
    await store.steps.set(id, "create_hosted_zone", { status: "undone" });
    expect((await store.steps.list(id))[1]).toMatchObject({ status: "undone", attempts: 2, result: { zone_id: "Z1" } });

    await store.steps.set(id, "create_hosted_zone", { status: "pending" });
    expect((await store.steps.list(id))[1]).toMatchObject({
      status: "pending",
      attempts: 2,
      startedAt: undefined,
      finishedAt: undefined,
      result: undefined,
    });
  });
});

describe("the resource ledger", () => {
  const zone = { kind: "route53_hosted_zone", step: "create_hosted_zone", owner: "client", name: "w-x.test" } as const;

  it("keeps one entry a thing, in the order of making, through its life", async () => {
    const { id } = await givenWorkspace(store);
    await store.ledger.set(id, { ...zone, status: "intended" });
    await store.ledger.set(id, {
      kind: "tenant",
      step: "write_tenant",
      owner: "cogrion",
      name: "w-x",
      status: "intended",
    });
    await store.ledger.set(id, { ...zone, status: "present", externalId: "Z1" });
    await store.ledger.set(id, { ...zone, status: "deleting" });
    await store.ledger.set(id, { ...zone, status: "left", reason: "access denied" });
    const entries = await store.ledger.list(id);
    expect(entries.map((entry) => entry.kind)).toEqual(["route53_hosted_zone", "tenant"]);
    expect(entries[0]).toMatchObject({ status: "left", externalId: "Z1", reason: "access denied" });
    expect(await store.ledger.find(id, "route53_hosted_zone")).toEqual(entries[0]);
    expect(await store.ledger.find(id, "edge_route")).toBeUndefined();
  });

  it("keeps the id of a resource whose creation is repeated, and drops that of a deleted one", async () => {
    const { id } = await givenWorkspace(store);
    await store.ledger.set(id, { ...zone, status: "present", externalId: "Z1" });
    await store.ledger.set(id, { ...zone, status: "intended" });
    expect((await store.ledger.find(id, zone.kind))?.externalId).toBe("Z1");
    await store.ledger.set(id, { ...zone, status: "deleted" });
    await store.ledger.set(id, { ...zone, status: "intended" });
    expect((await store.ledger.find(id, zone.kind))?.externalId).toBeUndefined();
  });

  it("lists existing resources before deleted ones", async () => {
    const { id } = await givenWorkspace(store);
    await store.ledger.set(id, { ...zone, name: "old", status: "present", externalId: "Z1" });
    await store.ledger.set(id, { ...zone, name: "new", status: "deleted" });
    expect((await store.ledger.find(id, zone.kind))?.name).toBe("old");
  });
});

describe("preflight reports and receipts", () => {
  it("read back as they were written; of the reports the newest", async () => {
    const { id } = await givenWorkspace(store);
    expect(await store.preflights.latest(id)).toBeUndefined();
    const check = { id: "quotas", status: "passed", detail: "4 of 500 zones", hint: undefined } as const;
    await store.preflights.save(id, { checkedAt: new Date(2000), checks: [check] });
    await store.preflights.save(id, { checkedAt: new Date(1000), checks: [] });
    expect(await store.preflights.latest(id)).toEqual({ checkedAt: new Date(2000), checks: [check] });

    await store.ledger.set(id, { kind: "tenant", step: "write_tenant", owner: "cogrion", name: id, status: "deleted" });
    const receipt = {
      workspaceId: id,
      finishedAt: new Date(3000),
      deleted: await store.ledger.list(id),
      left: [],
      isAccountUnreachable: true,
    };
    expect(await store.receipts.get(id)).toBeUndefined();
    await store.receipts.save({ ...receipt, isAccountUnreachable: false });
    await store.receipts.save(receipt);
    expect(await store.receipts.get(id)).toEqual(receipt);
  });
});

describe("workspace tokens", () => {
  it("are found by their hash while they live, and note their use to the minute", async () => {
    const { id } = await givenWorkspace(store);
    const other = await givenWorkspace(store);
    const token = await store.tokens.create({
      workspaceId: id,
      name: "bff",
      mintedBy: randomUUID(),
      secretHash: sha256("a"),
    });
    expect(await store.tokens.findByHash(sha256("a"))).toEqual(token);
    expect(await store.tokens.findByHash(sha256("b"))).toBeUndefined();

    const use = new Date("2026-01-01T00:00:00Z");
    await store.tokens.touch(token.id, use);
    await store.tokens.touch(token.id, new Date(use.getTime() + 59_000));
    expect((await store.tokens.list(id))[0]?.lastUsedAt).toEqual(use);
    await store.tokens.touch(token.id, new Date(use.getTime() + 61_000));
    expect((await store.tokens.list(id))[0]?.lastUsedAt).not.toEqual(use);

    expect(await store.tokens.revoke(other.id, token.id)).toBe(false);
    expect(await store.tokens.revoke(id, randomUUID())).toBe(false);
    expect(await store.tokens.revoke(id, token.id)).toBe(true);
    const revokedAt = (await store.tokens.list(id))[0]?.revokedAt;
    expect(await store.tokens.revoke(id, token.id)).toBe(true);
    expect((await store.tokens.list(id))[0]?.revokedAt).toEqual(revokedAt);
    expect(await store.tokens.findByHash(sha256("a"))).toBeUndefined();
  });

  it("are stored as a hash, or not at all", async () => {
    const { id } = await givenWorkspace(store);
    await expect(
      store.tokens.create({ workspaceId: id, name: "bff", mintedBy: randomUUID(), secretHash: "cgw_secret" }),
    ).rejects.toMatchObject({ code: "23514" });
  });
});

describe("configurations", () => {
  it("are numbered from one", async () => {
    const { id } = await givenWorkspace(store);
    await store.configs.add(id, {});
    const second = await store.configs.add(id, { "dark-mode": true });
    expect(second).toMatchObject({ version: 2, featureFlags: { "dark-mode": true } });
    expect(await store.configs.latest(id)).toEqual(second);
  });
});

describe("registrations", () => {
  it("know a key again, and whether another came after it", async () => {
    const { id } = await givenWorkspace(store);
    const first = { key: "key-one-1", requestHash: sha256("1"), bffUrl: "https://bff.one" };
    const second = { key: "key-two-2", requestHash: sha256("2"), bffUrl: "https://bff.two" };
    expect(await store.registrations.record(id, first)).toEqual({ isNew: true, isCurrent: true, registration: first });
    expect(await store.registrations.record(id, first)).toEqual({ isNew: false, isCurrent: true, registration: first });
    expect(await store.registrations.record(id, second)).toMatchObject({ isNew: true });
    const replay = { ...first, bffUrl: "https://bff.other" };
    expect(await store.registrations.record(id, replay)).toEqual({
      isNew: false,
      isCurrent: false,
      registration: first,
    });
    const other = await givenWorkspace(store);
    expect(await store.registrations.record(other.id, first)).toMatchObject({ isNew: true });
  });
});

describe("the outbox", () => {
  it("hands each command to one transaction, a workspace's own in their order, and what failed later", async () => {
    const [one, other] = [await givenWorkspace(store), await givenWorkspace(store)];
    const provision = await store.commands.enqueue(one.id, "provision");
    const remove = await store.commands.enqueue(one.id, "delete");
    const third = await store.commands.enqueue(other.id, "provision");
    expect(await store.commands.undelivered()).toEqual({ count: 3, oldestAt: expect.any(Date) });

    await store.transaction(async (tx) => {
      expect(await tx.commands.claim(1)).toEqual([{ ...provision, attempts: 0 }]);
      // Neither the claimed one nor the one after it.
      expect(await store.commands.claim(9)).toEqual([{ ...third, attempts: 0 }]);
      await tx.commands.markDelivered(provision.id);
    });
    expect((await store.commands.claim(9)).map((command) => command.id)).toEqual([remove.id, third.id]);

    await store.commands.postpone(remove.id, 60);
    expect((await store.commands.claim(9)).map((command) => command.id)).toEqual([third.id]);
    await store.commands.postpone(remove.id, 0);
    expect(await store.commands.claim(1)).toEqual([{ ...remove, attempts: 2 }]);
    await store.commands.markDelivered(remove.id);
    await store.commands.markDelivered(third.id);
    expect(await store.commands.undelivered()).toEqual({ count: 0, oldestAt: undefined });
  });
});

describe("idempotency keys", () => {
  const answer = { requestHash: sha256("a"), status: 201, headers: { location: "/x" }, body: { id: 1 } };

  it("are held by one transaction, and store its response", async () => {
    await store.transaction(async (tx) => {
      expect(await tx.idempotency.begin("me", "key-1")).toEqual({ kind: "new" });
      expect(await store.idempotency.begin("me", "key-1")).toEqual({ kind: "in_flight" });
      expect(await store.idempotency.begin("you", "key-1")).toEqual({ kind: "new" });
      await tx.idempotency.finish("me", "key-1", answer);
    });
    expect(await store.idempotency.begin("me", "key-1")).toEqual({ kind: "finished", answer });
  });

  it("are free again when the transaction fails", async () => {
    await expect(
      store.transaction(async (tx) => {
        await tx.idempotency.begin("me", "key-2");
        await tx.idempotency.finish("me", "key-2", answer);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await store.idempotency.begin("me", "key-2")).toEqual({ kind: "new" });
  });
});

describe("the audit log", () => {
  it("takes rows and gives none away", async () => {
    await store.audit.append({
      accountId: undefined,
      actor: { kind: "system", id: "control-plane" },
      action: "test.done",
      target: { kind: "test", id: "1" },
      sourceIp: undefined,
      outcome: "succeeded",
      requestId: undefined,
    });
    for (const change of [
      "update audit_events set outcome = 'refused'",
      "delete from audit_events",
      "truncate audit_events",
    ]) {
      await expect(database.pool.query(change)).rejects.toThrow("append only");
    }
  });
});
