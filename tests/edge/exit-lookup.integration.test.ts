import type { RouteStore } from "@cogrion/domain";
import type { AskHost } from "@cogrion/edge-migration/hosts/answers";
import type { Journal } from "@cogrion/edge-migration/journal";
import type { LookupJournal } from "@cogrion/edge-migration/lookup/journal";
import type { LookupFinding, LookupReport } from "@cogrion/edge-migration/lookup/verify";
import { backfillLookup } from "@cogrion/edge-migration/lookup/backfill";
import { lookupBlocksOf } from "@cogrion/edge-migration/lookup/journal";
import { verifyLookup } from "@cogrion/edge-migration/lookup/verify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startEdgeHosts } from "@cogrion/testing/edge-hosts";
import type { EdgeStores } from "@cogrion/testing/edge-stores";
import { entryIn, live, routeOf, startEdgeStores } from "@cogrion/testing/edge-stores";

let stores: EdgeStores;
let edge: Awaited<ReturnType<typeof startEdgeHosts>>;
beforeAll(async () => {
  stores = await startEdgeStores();
  edge = await startEdgeHosts(stores);
});
afterAll(async () => {
  await edge?.stop();
  await stores?.stop();
});

const many = Array.from({ length: 130 }, (_, number) => live(`w-many-${number}`));
const pageSize = 100;

/** The store with smaller pages, so that a test has several of them. */
const inPages = (store: RouteStore): RouteStore => ({
  ...store,
  async page(cursor) {
    const { entries } = await store.page(undefined);
    const from = Number(cursor ?? 0);
    const isLast = from + pageSize >= entries.length;
    return { entries: entries.slice(from, from + pageSize), next: isLast ? undefined : String(from + pageSize) };
  },
});

let kept: LookupJournal;
const journal: Journal<LookupJournal> = {
  read: async () => structuredClone(kept),
  write: async (state) => void (kept = structuredClone(state)),
};
beforeEach(() => {
  kept = { verified: [] };
});

const asking =
  (port: number): AskHost =>
  async ({ method, path }) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return { status: response.status, headers: new Map(response.headers), body: await response.text() };
  };
const now = () => new Date();
const backfill = (more: Partial<Parameters<typeof backfillLookup>[0]> = {}) =>
  backfillLookup({ kv: inPages(stores.kv), dynamodb: stores.dynamodb, journal, now, ...more });
const verify = (more: Partial<Parameters<typeof verifyLookup>[0]> = {}): Promise<LookupReport> =>
  verifyLookup({
    kv: inPages(stores.kv),
    dynamodb: inPages(stores.dynamodb),
    hosts: { cloudflare: asking(stores.ports.worker), aws: asking(stores.ports.lambda) },
    environment: "local",
    journal,
    now,
    wait: () => Promise.resolve(),
    settleMilliseconds: 0,
    isRepairing: false,
    ...more,
  });
const kindsOf = (findings: readonly LookupFinding[]) =>
  Object.fromEntries(findings.map(({ workspaceId, difference }) => [workspaceId, difference]));

describe("a backfill", () => {
  test("copies what DynamoDB lacks or holds older, and touches nothing that is newer there", async () => {
    await stores.kv.write(many);
    await stores.kv.write([live("w-older", 1), live("w-newer", 4, "app"), live("w-deleted", 1)]);
    // As an operator's tool writes it, without a version.
    await stores.putText("w-plain", JSON.stringify(routeOf("w-plain")));
    await stores.putText("w-broken", "{");
    await stores.dynamodb.write([live("w-older", 3, "app"), live("w-newer", 2)]);
    await stores.dynamodb.write([{ workspaceId: "w-deleted", version: 2, state: "deleted" }]);

    const done = await backfill();
    expect(done).toMatchObject({ tenants: many.length + 5, written: many.length + 2, damaged: ["w-broken"] });
    expect(await entryIn(stores.dynamodb, "w-many-7")).toEqual(live("w-many-7"));
    expect(await entryIn(stores.dynamodb, "w-older")).toEqual(live("w-older", 3, "app"));
    expect(await entryIn(stores.dynamodb, "w-newer")).toEqual(live("w-newer", 4, "app"));
    expect(await entryIn(stores.dynamodb, "w-plain")).toEqual(live("w-plain", 0));
    expect((await entryIn(stores.dynamodb, "w-deleted"))?.state).toBe("deleted");
    expect(await entryIn(stores.dynamodb, "w-broken")).toBeUndefined();
  });

  test("continues after the last finished page, and writes nothing when repeated", async () => {
    const first: number[] = [];
    const cut = new AbortController();
    const dynamodb: RouteStore = {
      ...stores.dynamodb,
      read: async (ids) => {
        if (first.push(ids.length) === 2) cut.abort(new Error("killed"));
        cut.signal.throwIfAborted();
        return stores.dynamodb.read(ids);
      },
    };
    await expect(backfill({ dynamodb })).rejects.toThrow("killed");
    expect(lookupBlocksOf(kept, now())).toContain("backfill_unfinished");
    const pages: number[] = [];
    const done = await backfill({ onPage: ({ tenants }) => void pages.push(tenants) });
    // One page was left: the report covers everything, but only the rest was read.
    expect([pages, done.tenants, done.written]).toEqual([[many.length + 5], many.length + 5, 0]);
    expect((await backfill()).written).toBe(0);
  });
});

describe("a comparison", () => {
  test("finds each way to differ, asks both hosts, and repairs towards the newer version", async () => {
    await stores.kv.write([live("w-only-kv", 2), live("w-other", 5), live("w-version", 1)]);
    await stores.dynamodb.write([live("w-only-dynamodb", 2), live("w-other", 5, "app"), live("w-version", 2)]);
    const asked: string[] = [];
    const aws: AskHost = async (request) => {
      asked.push(request.path);
      const answer = await asking(stores.ports.lambda)(request);
      return request.path.includes("w-many-3") ? { ...answer, status: 404, body: "" } : answer;
    };
    const hosts = { cloudflare: asking(stores.ports.worker), aws };
    const report = await verify({ hosts });
    const wrongHost = many.filter(({ workspaceId }) => workspaceId.startsWith("w-many-3")).length;
    expect(report.findings).toBe(wrongHost + 7);
    expect(asked.length).toBeGreaterThanOrEqual(many.length);
    const all = kindsOf((await verify()).examples);
    expect(all).toEqual({
      "w-only-kv": "missing",
      "w-only-dynamodb": "missing",
      "w-other": "different",
      "w-version": "version",
      "w-older": "different",
      "w-deleted": "missing",
      "w-broken": "damaged",
    });

    const repaired = await verify({ isRepairing: true });
    expect([repaired.findings, repaired.repaired]).toEqual([7, 6]);
    expect(kept.verified).toEqual([]);
    expect(await entryIn(stores.kv, "w-only-dynamodb")).toEqual(live("w-only-dynamodb", 2));
    expect(await entryIn(stores.dynamodb, "w-only-kv")).toEqual(live("w-only-kv", 2));
    expect(await entryIn(stores.kv, "w-other")).toEqual(live("w-other", 5, "app"));
    expect(await entryIn(stores.kv, "w-deleted")).toBeUndefined();
    // Nobody knows its route; a person has to check it.
    expect(kindsOf((await verify()).examples)).toEqual({ "w-broken": "damaged" });
    await stores.kv.write([{ workspaceId: "w-broken", version: 1, state: "deleted" }]);
    expect(await verify()).toMatchObject({ findings: 0, isBrokenOff: false, hosts: ["cloudflare", "aws"] });
  });

  test("does not count a tenant whose change has arrived by the second check", async () => {
    await stores.dynamodb.write([live("w-under-way", 3)]);
    let waited = 0;
    const report = await verify({
      settleMilliseconds: 60_000,
      wait: async (milliseconds) => {
        waited = milliseconds;
        await stores.kv.write([live("w-under-way", 3)]);
      },
    });
    expect(report.findings).toBe(0);
    expect(waited).toBeGreaterThan(50_000);
  });

  test("distinguishes an unavailable host from one that responded, and continues where it was interrupted", async () => {
    const away: AskHost = () => Promise.reject(new Error("nobody there"));
    const stop = new AbortController();
    const hosts = { cloudflare: away };
    const seen: number[] = [];
    const broken = verify({
      hosts,
      signal: stop.signal,
      onPage: ({ tenants }) => {
        seen.push(tenants);
        stop.abort(new Error("interrupted"));
      },
    });
    await expect(broken).rejects.toThrow("interrupted");
    const report = await verify({ hosts, onPage: ({ tenants }) => void seen.push(tenants) });
    expect(seen[0]).toBe(pageSize);
    expect(seen[1]).toBeGreaterThan(many.length);
    expect(report.findings).toBe(report.tenants);
    expect(report.examples[0]).toMatchObject({
      difference: "answer",
      cloudflare: expect.stringContaining("nobody there"),
    });
    expect(report.examples).toHaveLength(100);
  });
});

describe("the lookup's record is held back", () => {
  const day = 24 * 3600 * 1000;
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
  const clean = (from: number, more: Partial<LookupJournal["verified"][number]> = {}) => ({
    startedAt: at(from),
    finishedAt: at(from + 1),
    tenants: 3,
    findings: 0,
    hosts: ["cloudflare" as const, "aws" as const],
    ...more,
  });
  test.each<[string, LookupJournal, string[]]>([
    ["nothing was compared", { verified: [] }, ["verify_twice"]],
    ["once only", { verified: [clean(1)] }, ["verify_twice"]],
    ["twice, one after the other", { verified: [clean(1), clean(3)] }, []],
    ["two at once", { verified: [clean(1), clean(1)] }, ["verify_twice"]],
    ["the first found something", { verified: [clean(1, { findings: 1 }), clean(3)] }, ["verify_twice"]],
    ["a host was not asked", { verified: [clean(1), clean(3, { hosts: ["aws"] })] }, ["verify_twice"]],
    [
      "a backfill was interrupted",
      { verified: [], backfill: { startedAt: at(1), tenants: 1, written: 1, damaged: [] } },
      ["backfill_unfinished", "verify_twice"],
    ],
  ])("%s", (_, state, blocks) => {
    expect(lookupBlocksOf(state, at(5))).toEqual(blocks);
  });

  test("a day later", () => {
    const state = { verified: [clean(1), clean(3)] };
    expect(lookupBlocksOf(state, new Date(at(4).getTime() + day))).toEqual([]);
    expect(lookupBlocksOf(state, new Date(at(4).getTime() + day + 1))).toEqual(["verify_again"]);
  });

  test("after a backfill, whatever was compared before", async () => {
    kept = { verified: [clean(1), clean(3)] };
    await backfill();
    expect(lookupBlocksOf(kept, at(5))).toEqual(["verify_twice"]);
  });
});
