import { setTimeout } from "node:timers/promises";
import type { Environment, RouteEntry, RouteStore, WritableRouteEntry } from "@cogrion/domain";
import { routeEntryOfText, routeTextOf } from "@cogrion/domain";
import Cloudflare from "cloudflare";
import { z } from "zod";

export type CloudflareConfig = {
  accountId: string;
  apiToken: string;
  namespaceId: string;
  /** Set only if the endpoint is not Cloudflare's own. */
  baseUrl: string | undefined;
};

const timeoutMilliseconds = 10_000;

/** The library's own timeout ends where the response begins; a body that stops would be waited for. */
const fetchWithDeadline: typeof fetch = (input, init) => {
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  return fetch(input, { ...init, signal: AbortSignal.any([deadline, ...(init?.signal ? [init.signal] : [])]) });
};

export const createCloudflareClient = ({ apiToken, baseUrl }: Pick<CloudflareConfig, "apiToken" | "baseUrl">) =>
  new Cloudflare({
    apiToken,
    maxRetries: 2,
    timeout: timeoutMilliseconds,
    fetch: fetchWithDeadline,
    ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
  });

const metadataSchema = z.object({ version: z.int().min(0) });
// Limits of Cloudflare's API: https://developers.cloudflare.com/api/resources/kv/subresources/namespaces/
const maxBulkRead = 100;
const maxBulkWrite = 1000;

const versionOf = (metadata: unknown): number => metadataSchema.safeParse(metadata).data?.version ?? 0;

const bulkResponse = z.object({
  values: z.record(z.string(), z.object({ value: z.string(), metadata: z.unknown() }).nullable()),
});

/**
 * The lookup's store in Workers KV, through Cloudflare's client library: key `w-x`, the value is
 * the JSON that the lookup returns, and the version is in the metadata. KV has no conditional write
 * and is eventually consistent in other places, so the last writer wins.
 */
export const createKvRouteStore = (
  config: CloudflareConfig & {
    environment: Environment;
    /** For bulk operations, below the limit of Cloudflare's API; unlimited by default. */
    requestsPerSecond?: number;
    /** Resolves when the next request may be sent; in place of a number of them. */
    turn?: () => Promise<void>;
  },
): RouteStore => {
  const { namespaceId, environment } = config;
  const turn = config.turn ?? createTurns(config.requestsPerSecond);
  const { namespaces } = createCloudflareClient(config).kv;
  const account = { account_id: config.accountId };

  const entryOf = (workspaceId: string, text: string, metadata: unknown): RouteEntry =>
    routeEntryOfText(text, { workspaceId, version: versionOf(metadata) }, environment);

  const readSome = async (ids: readonly string[], into: Map<string, RouteEntry>): Promise<void> => {
    await turn();
    const answer = await namespaces.bulkGet(namespaceId, {
      ...account,
      keys: [...ids],
      type: "text",
      withMetadata: true,
    });
    const { values } = bulkResponse.parse(answer);
    for (const id of ids) {
      const held = values[id];
      // A key that is absent is null. One that the response leaves out may well exist.
      if (held === undefined) throw new Error(`Workers KV did not say whether it has the key ${id}`);
      if (held !== null) into.set(id, entryOf(id, held.value, held.metadata));
    }
  };

  const read = async (ids: readonly string[]): Promise<Map<string, RouteEntry>> => {
    const found = new Map<string, RouteEntry>();
    for (const some of slicesOf(ids, maxBulkRead)) await readSome(some, found);
    return found;
  };

  const writeOne = async (entry: WritableRouteEntry): Promise<void> => {
    const place = { ...account, namespace_id: namespaceId };
    await turn();
    if (entry.state === "live") {
      const metadata = JSON.stringify({ version: entry.version });
      await namespaces.values.update(entry.workspaceId, { ...place, value: routeTextOf(entry.route), metadata });
      return;
    }
    try {
      await namespaces.values.delete(entry.workspaceId, place);
    } catch (error) {
      if (!(error instanceof Cloudflare.NotFoundError)) throw error;
    }
  };

  const writeMany = async (entries: readonly WritableRouteEntry[]): Promise<void> => {
    const body = entries.flatMap((entry) =>
      entry.state === "live"
        ? [{ key: entry.workspaceId, value: routeTextOf(entry.route), metadata: { version: entry.version } }]
        : [],
    );
    const gone = entries.filter((entry) => entry.state === "deleted").map((entry) => entry.workspaceId);
    await turn();
    const answers = [
      ...(body.length > 0 ? [await namespaces.bulkUpdate(namespaceId, { ...account, body })] : []),
      ...(gone.length > 0 ? [await namespaces.bulkDelete(namespaceId, { ...account, body: gone })] : []),
    ];
    const failed = answers.flatMap((answer) => answer?.unsuccessful_keys ?? []);
    if (failed.length > 0) throw new Error(`Workers KV did not accept ${failed.length} of ${entries.length} keys`);
  };

  return {
    name: "cloudflare-kv",
    read,
    async page(cursor) {
      await turn();
      const list = await namespaces.keys.list(namespaceId, {
        ...account,
        limit: 1000,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const entries = await read(list.result.map((key) => key.name));
      const next = list.result_info?.cursor;
      return { entries: [...entries.values()], next: next === "" ? undefined : next };
    },
    async write(entries) {
      const [only] = entries;
      if (entries.length === 1 && only !== undefined) await writeOne(only);
      else for (const some of slicesOf(entries, maxBulkWrite)) await writeMany(some);
      return { stale: [] };
    },
  };
};

/** Lets waiting callers continue in turn, a fixed number per second. */
const createTurns = (perSecond: number | undefined): (() => Promise<void>) => {
  if (perSecond === undefined) return () => Promise.resolve();
  let nextAt = 0;
  return async () => {
    const at = Math.max(nextAt, Date.now());
    nextAt = at + 1000 / perSecond;
    if (at > Date.now()) await setTimeout(at - Date.now());
  };
};

function* slicesOf<T>(all: readonly T[], size: number): Iterable<T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
