import type { RouteEntry, RouteStore } from "@cogrion/domain";
import { routeRepairOf } from "./route-pair.ts";
import type { Journal } from "../journal.ts";
import type { LookupBackfill, LookupJournal } from "./journal.ts";

const maxDamagedNamed = 100;

/** Writes what of a page DynamoDB lacks or holds older. */
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
 * Copies what Workers KV holds into DynamoDB, a page at a time, and only what is missing there or
 * older. Provisioning has to write both by then, or a workspace that is deleted meanwhile comes
 * back. Broken off, it goes on after the last page that was finished; a page that is copied twice
 * changes nothing.
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
  // Comparisons from before say nothing any more once something is written: recorded first.
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
