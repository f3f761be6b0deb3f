import type { RouteEntry, RouteStore } from "@cogrion/domain";
import { routeRepairOf } from "./route-pair.ts";
import type { Journal } from "../journal.ts";
import type { LookupBackfill, LookupJournal } from "./journal.ts";

const maxDamagedNamed = 100;

/** Writes the entries of a page that are missing or older in DynamoDB. */
const copyPage = async (entries: readonly RouteEntry[], dynamodb: RouteStore): Promise<number> => {
  const held = await dynamodb.read(entries.map(({ workspaceId }) => workspaceId));
  const wanted = entries.flatMap((kv) => {
    const repair = routeRepairOf({ kv, dynamodb: held.get(kv.workspaceId) });
    return repair?.store === "dynamodb" ? [repair.entry] : [];
  });
  if (wanted.length === 0) return 0;
  const { stale } = await dynamodb.write(wanted);
  return wanted.length - stale.length;
};

/**
 * Copies entries from Workers KV to DynamoDB, page by page, and only those that are missing or
 * older there. Provisioning must already write both stores, or a workspace that is deleted
 * meanwhile would come back. An interrupted run continues after the last finished page; a page that
 * is copied twice changes nothing.
 */
export const backfillLookup = async ({
  kv,
  dynamodb,
  journal,
  now,
  onPage = () => undefined,
  signal,
}: {
  kv: RouteStore;
  dynamodb: RouteStore;
  journal: Journal<LookupJournal>;
  now: () => Date;
  onPage?: (soFar: LookupBackfill) => void;
  signal?: AbortSignal;
}): Promise<LookupBackfill> => {
  const state = await journal.read();
  const isUnderWay = state.backfill !== undefined && state.backfill.finishedAt === undefined;
  let soFar = isUnderWay ? state.backfill : undefined;
  soFar ??= { startedAt: now(), tenants: 0, written: 0, damaged: [] };
  const keep = (backfill: LookupBackfill) => journal.write({ ...state, backfill, sweep: undefined, verified: [] });
  // Earlier comparisons no longer count once something is written, so this is recorded first.
  await keep(soFar);
  while (soFar.finishedAt === undefined) {
    signal?.throwIfAborted();
    const page = await kv.page(soFar.cursor);
    const written = await copyPage(page.entries, dynamodb);
    const damaged = page.entries.filter((entry) => entry.state === "damaged").map(({ workspaceId }) => workspaceId);
    soFar = {
      ...soFar,
      cursor: page.next,
      tenants: soFar.tenants + page.entries.length,
      written: soFar.written + written,
      damaged: [...soFar.damaged, ...damaged].slice(0, maxDamagedNamed),
      finishedAt: page.next === undefined ? now() : undefined,
    };
    await keep(soFar);
    onPage(soFar);
  }
  return soFar;
};
