import type { Environment, RouteEntry, RouteStore, WritableRouteEntry } from "@cogrion/domain";
import type { RouteDifference, RoutePair } from "./route-pair.ts";
import { routeDifferenceOf, routeRepairOf } from "./route-pair.ts";
import type { LookupHosts } from "./answers.ts";
import { forEachAtOnce } from "../for-each-at-once.ts";
import type { Journal } from "../journal.ts";
import { wrongResponsesOf } from "./answers.ts";
import type { LookupHostName, LookupJournal, LookupSweep, LookupVerification } from "./journal.ts";
import { lookupHostNames } from "./journal.ts";

/** `answer`: both stores have the same route, but a host returns something else. */
export type LookupFinding = { workspaceId: string; difference: RouteDifference | "answer" } & Record<
  LookupHostName,
  string
>;

export type LookupReport = LookupVerification & {
  /** The first hundred. */
  examples: LookupFinding[];
  repaired: number;
  /** Stopped because there were too many suspects: a backfill is missing. */
  isBrokenOff: boolean;
};

export type LookupVerify = {
  kv: RouteStore;
  dynamodb: RouteStore;
  hosts: LookupHosts;
  environment: Environment;
  journal: Journal<LookupJournal>;
  now: () => Date;
  wait: (milliseconds: number) => Promise<void>;
  /**
   * How long Workers KV and caches may lag behind. A difference is checked again after this time,
   * and counts only then.
   */
  settleMilliseconds: number;
  /** Copies the newer version to both stores. */
  isRepairing: boolean;
  onPage?: (soFar: LookupSweep) => void;
  signal?: AbortSignal;
};

const maxSuspects = 10_000;
const maxExamples = 100;
const secondCheckSize = 500;

const idsOf = (entries: readonly RouteEntry[]): string[] => entries.map(({ workspaceId }) => workspaceId);

const textOf = (entry: RouteEntry | undefined): string => {
  if (entry === undefined) return "nothing";
  if (entry.state !== "live") return `${entry.state}, version ${entry.version}`;
  return `${entry.route.region} ${entry.route.bff_url}, version ${entry.version}`;
};

/** All entries of Workers KV; from DynamoDB, the entries that the first part has not seen. */
const pairsOfPage = async (
  { kv, dynamodb }: Pick<LookupVerify, "kv" | "dynamodb">,
  { store, cursor }: LookupSweep,
): Promise<{ pairs: [string, RoutePair][]; next: string | undefined }> => {
  if (store === "cloudflare-kv") {
    const { entries, next } = await kv.page(cursor);
    const held = await dynamodb.read(idsOf(entries));
    return {
      pairs: entries.map((each) => [each.workspaceId, { kv: each, dynamodb: held.get(each.workspaceId) }]),
      next,
    };
  }
  const page = await dynamodb.page(cursor);
  const entries = page.entries.filter(({ state }) => state !== "deleted");
  const held = await kv.read(idsOf(entries));
  const alone = entries.filter(({ workspaceId }) => !held.has(workspaceId));
  return { pairs: alone.map((each) => [each.workspaceId, { kv: undefined, dynamodb: each }]), next: page.next };
};

/**
 * One page of either store. A tenant that differs is only a suspect, because its change may still
 * be on its way.
 */
const sweepPage = async (options: LookupVerify, sweep: LookupSweep): Promise<LookupSweep & { isLast: boolean }> => {
  const { pairs, next } = await pairsOfPage(options, sweep);
  const suspects: string[] = [];
  await forEachAtOnce(pairs, async ([id, pair]) => {
    const isSame = routeDifferenceOf(pair) === undefined;
    const isConsistent =
      isSame &&
      Object.keys(
        await wrongResponsesOf(options.hosts, options.environment, id, { cloudflare: pair.kv, aws: pair.dynamodb }),
      ).length === 0;
    if (!isConsistent) suspects.push(id);
  });
  const isOfKv = sweep.store === "cloudflare-kv";
  return {
    ...sweep,
    store: isOfKv && next !== undefined ? "cloudflare-kv" : "dynamodb",
    cursor: next,
    tenants: sweep.tenants + pairs.length,
    suspects: [...sweep.suspects, ...suspects],
    suspectedAt: suspects.length > 0 ? options.now() : sweep.suspectedAt,
    isLast: !isOfKv && next === undefined,
  };
};

/** A suspect's state once every change has had time to arrive. */
const checkAgain = async (options: LookupVerify, ids: readonly string[]) => {
  const { kv, dynamodb, hosts, environment } = options;
  const [inKv, inDynamodb] = await Promise.all([kv.read(ids), dynamodb.read(ids)]);
  const findings: LookupFinding[] = [];
  const repairs: NonNullable<ReturnType<typeof routeRepairOf>>[] = [];
  await forEachAtOnce(ids, async (workspaceId) => {
    const pair = { kv: inKv.get(workspaceId), dynamodb: inDynamodb.get(workspaceId) };
    const wrong = await wrongResponsesOf(hosts, environment, workspaceId, { cloudflare: pair.kv, aws: pair.dynamodb });
    const difference = routeDifferenceOf(pair) ?? (Object.keys(wrong).length > 0 ? "answer" : undefined);
    if (difference === undefined) return;
    const told = (name: LookupHostName, entry: RouteEntry | undefined): string =>
      [textOf(entry), ...(wrong[name] === undefined ? [] : [`answered ${wrong[name]}`])].join("; ");
    findings.push({
      workspaceId,
      difference,
      cloudflare: told("cloudflare", pair.kv),
      aws: told("aws", pair.dynamodb),
    });
    const repair = routeRepairOf(pair);
    if (repair !== undefined) repairs.push(repair);
  });
  return { findings, repairs };
};

const repairAll = async (
  { kv, dynamodb }: LookupVerify,
  repairs: readonly { store: RouteStore["name"]; entry: WritableRouteEntry }[],
): Promise<number> => {
  const of = (name: RouteStore["name"]) => repairs.flatMap(({ store, entry }) => (store === name ? [entry] : []));
  const [forKv, forDynamodb] = [of("cloudflare-kv"), of("dynamodb")];
  // A write that was overtaken meanwhile is rejected; somebody newer wrote the stored entry.
  const { stale } = forDynamodb.length > 0 ? await dynamodb.write(forDynamodb) : { stale: [] };
  if (forKv.length > 0) await kv.write(forKv);
  return repairs.length - stale.length;
};

const sweepAll = async (options: LookupVerify, state: LookupJournal): Promise<LookupSweep> => {
  const { journal, now, signal, onPage = () => undefined } = options;
  const hosts = lookupHostNames.filter((name) => options.hosts[name] !== undefined);
  const kept = state.sweep;
  // A comparison with other hosts is another comparison.
  const isSame = kept !== undefined && hosts.join() === kept.hosts.join();
  let sweep: LookupSweep = isSame
    ? kept
    : { startedAt: now(), hosts, store: "cloudflare-kv", tenants: 0, suspects: [] };
  for (let isLast = false; !isLast && sweep.suspects.length <= maxSuspects;) {
    signal?.throwIfAborted();
    ({ isLast, ...sweep } = await sweepPage(options, sweep));
    // A resumed run repeats the last page. When all pages are done, it starts the second check.
    if (!isLast) await journal.write({ ...state, sweep });
    onPage(sweep);
  }
  return sweep;
};

/**
 * Compares every tenant in both stores, and each host's response with its store. Differences are
 * checked a second time after a pause, and count only then. An interrupted run continues after the
 * last finished page.
 */
export const verifyLookup = async (options: LookupVerify): Promise<LookupReport> => {
  const { journal, now, wait, settleMilliseconds } = options;
  const state = await journal.read();
  const sweep = await sweepAll(options, state);
  const { startedAt, hosts, tenants, suspects, suspectedAt } = sweep;
  if (suspectedAt !== undefined) await wait(suspectedAt.getTime() + settleMilliseconds - now().getTime());
  const examples: LookupFinding[] = [];
  let findings = 0;
  let repaired = 0;
  for (let from = 0; from < suspects.length; from += secondCheckSize) {
    options.signal?.throwIfAborted();
    const seen = await checkAgain(options, suspects.slice(from, from + secondCheckSize));
    findings += seen.findings.length;
    examples.push(...seen.findings.slice(0, maxExamples - examples.length));
    if (!options.isRepairing || seen.repairs.length === 0) continue;
    await journal.write({ ...state, sweep, verified: [] });
    repaired += await repairAll(options, seen.repairs);
  }
  const isBrokenOff = suspects.length > maxSuspects;
  const verification = { startedAt, finishedAt: now(), tenants, findings, hosts };
  // Earlier comparisons without findings no longer count.
  const verified = isBrokenOff || repaired > 0 ? [] : [...state.verified, verification].slice(-2);
  await journal.write({ ...state, sweep: undefined, verified });
  return { ...verification, examples, repaired, isBrokenOff };
};
