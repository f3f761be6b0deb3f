import { BatchGetItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoRouteStore } from "@cogrion/aws";
import { createKvRouteStore } from "@cogrion/cloudflare";
import type { RegionId, RouteStore, WritableRouteEntry } from "@cogrion/domain";
import { routeItemOf, routeKeyOf } from "@cogrion/domain";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import { ensureRoutesTable } from "@cogrion/emulators/aws/edge";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import type { Journal } from "@cogrion/edge-migration/journal";
import type { LookupJournal } from "@cogrion/edge-migration/lookup/journal";
import { backfillLookup } from "@cogrion/edge-migration/lookup/backfill";
import { verifyLookup } from "@cogrion/edge-migration/lookup/verify";
import type { Bench } from "./measure.ts";
import { againstFloor, forTheRecord, millisecondsOf } from "./measure.ts";

const tenants = 5_000;
const region = "ap-southeast-1";
const credentials = { accessKeyId: cogrionAccessKeyId, secretAccessKey: "test" };

const entryOf = (number: number): WritableRouteEntry => ({
  workspaceId: `w-tenant-${number}`,
  version: 1,
  state: "live",
  route: {
    region: "sgp-1" as RegionId,
    bff_url: `http://bff.w-tenant-${number}.local.sgp-1.cogrion.localhost:3001`,
  },
});

const inMemory = (): Journal<LookupJournal> => {
  let kept: LookupJournal = { verified: [] };
  return { read: async () => kept, write: async (state) => void (kept = state) };
};

/**
 * Page by page, each key looked up and written, 32 at a time: no versions, no journal, no
 * comparison.
 */
const copyPlainly = async (kv: RouteStore, client: DynamoDBClient, table: string): Promise<void> => {
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await kv.page(cursor);
    cursor = page.next;
    for (let from = 0; from < page.entries.length; from += 100) {
      const Keys = page.entries.slice(from, from + 100).map((each) => routeKeyOf(each.workspaceId));
      await client.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }));
    }
    const left = page.entries.values();
    const inTurn = async (): Promise<void> => {
      for (const entry of left) {
        if (entry.state !== "live") continue;
        await client.send(new PutItemCommand({ TableName: table, Item: routeItemOf(entry, 0) }));
      }
    };
    await Promise.all(Array.from({ length: 32 }, inTurn));
  }
};

export const bench: Bench = {
  name: "lookup-move",
  summary: `Copying and comparing ${tenants} tenants' routes, beside a plain copy`,
  isOnlyByName: true,
  async *run(log) {
    const parts = await startTestParts({ parts: ["aws", "workers"] });
    try {
      const endpoint = parts.aws.endpointUrl;
      const kv = createKvRouteStore({
        ...testSecrets.cloudflare,
        baseUrl: parts.workers.apiUrl,
        environment: "local",
      });
      const [plain, ours] = ["plain-routes", "cogrion-local-routes"];
      for (const table of [plain, ours]) await ensureRoutesTable({ endpointUrl: endpoint, region, table });
      const dynamodb = createDynamoRouteStore({ region, endpoint, credentials, table: ours, environment: "local" });
      const client = new DynamoDBClient({ region, endpoint, credentials });
      log(`writing ${tenants} tenants into Workers KV`);
      await kv.write(Array.from({ length: tenants }, (_, number) => entryOf(number)));

      const [journal, now] = [inMemory(), () => new Date()];
      const backfill = () => backfillLookup({ kv, dynamodb, journal, now });
      log("a plain copy, then ours");
      const floor = (await millisecondsOf(() => copyPlainly(kv, client, plain))) / 1000;
      const residentBefore = process.memoryUsage().rss;
      const took = (await millisecondsOf(backfill)) / 1000;
      yield againstFloor({ name: "backfill, beside a plain copy", ours: took, floor, unit: "s", atMost: 2 });
      const again = (await millisecondsOf(backfill)) / 1000;
      yield forTheRecord({ name: "backfill with nothing to do", ours: tenants / again, unit: "tenants/s" });
      const comparing = await millisecondsOf(async () => {
        const { findings } = await verifyLookup({
          kv,
          dynamodb,
          hosts: {},
          environment: "local",
          journal,
          now,
          wait: () => Promise.resolve(),
          settleMilliseconds: 0,
          isRepairing: false,
        });
        if (findings > 0) throw new Error(`${findings} differ`);
      });
      yield forTheRecord({ name: "verify, both stores", ours: (tenants * 1000) / comparing, unit: "tenants/s" });
      yield againstFloor({
        name: "memory after copying and comparing, beside before",
        ours: process.memoryUsage().rss / 1_048_576,
        floor: residentBefore / 1_048_576,
        unit: "MiB",
        atMost: 1.25,
      });
    } finally {
      await parts.stop();
    }
  },
};
