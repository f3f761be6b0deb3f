import { CogrionError } from "@cogrion/domain";
import type { JSONWebKeySet } from "jose";
import { createLocalJWKSet } from "jose";
import { LRUCache } from "lru-cache";
import { fetchJwks, IssuerHostUnknownError } from "./fetch-jwks.ts";

/** The keys that an issuer had published at one time. */
export type KeySet = { find: ReturnType<typeof createLocalJWKSet>; kids: ReadonlySet<string> };

export type JwksFetchOutcome = "fetched" | "failed" | "unknown_host" | "held_back";

export type KeySets = {
  /**
   * The issuer's keys, fetched again if `kid` is not among them; undefined if the host of an
   * unknown issuer does not exist.
   * @throws CogrionError `dependency_unavailable` while the issuer's keys are not available.
   */
  forKey(issuer: string, kid: string): Promise<KeySet | undefined>;
  /** The cached keys, while they are fresh; never fetches. */
  fresh(issuer: string): KeySet | undefined;
};

export type KeySetsOptions = {
  /**
   * Issuers of regions that exist, as far as this process knows. A flood of invented issuers cannot
   * use up their fetches, and if their host is not found, that is an outage. Any other issuer
   * becomes one of these by returning keys.
   */
  knownIssuers?: readonly string[];
  maxAgeSeconds?: number;
  /** No second fetch from one issuer within this time, whatever tokens arrive. */
  cooldownSeconds?: number;
  /** How long an issuer's keys stay valid while it cannot be reached. */
  staleSeconds?: number;
  timeoutSeconds?: number;
  nowMilliseconds?: () => number;
  onFetch?: (issuer: string, outcome: JwksFetchOutcome, error?: unknown) => void;
};

type Entry = {
  keySet: KeySet | undefined;
  fetchedAt: number;
  /** No fetch before this time. */
  notBefore: number;
  failures: number;
  error: unknown;
  flight: Promise<void> | undefined;
};

// Anybody can write an issuer that has our shape but no region. These limits apply to the first
// fetch from each such issuer.
const maxUnprovenIssuers = 500;
const firstLooksPerWindow = 20;
const firstFetchWindowMilliseconds = 10_000;
const maxProvenIssuers = 100;
const maxBackoffMilliseconds = 60_000;

/**
 * Key sets by issuer, cached with a maximum age. There is one fetch at a time per issuer, a
 * cool-down between two, and growing pauses after failures. So neither a flood of invalid tokens
 * nor an outage of the issuer causes a flood of fetches. The caller has checked the issuer's shape.
 */
export const createKeySets = (options: KeySetsOptions = {}): KeySets => {
  const {
    knownIssuers = [],
    maxAgeSeconds = 600,
    cooldownSeconds = 10,
    staleSeconds = 3600,
    timeoutSeconds = 5,
  } = options;
  const now = options.nowMilliseconds ?? Date.now;
  const onFetch = options.onFetch ?? (() => {});
  // Proven issuers are known from the start or have returned keys; unproven ones cannot evict them.
  const proven = new LRUCache<string, Entry>({ max: knownIssuers.length + maxProvenIssuers });
  for (const issuer of knownIssuers) proven.set(issuer, newEntry());
  const unproven = new LRUCache<string, Entry>({ max: maxUnprovenIssuers });
  let window = { startedAt: -Infinity, looks: 0 };

  const takeFirstLook = (): boolean => {
    if (now() - window.startedAt >= firstFetchWindowMilliseconds) window = { startedAt: now(), looks: 0 };
    window.looks += 1;
    return window.looks <= firstLooksPerWindow;
  };

  const entryOf = (issuer: string): Entry => {
    const known = proven.get(issuer) ?? unproven.get(issuer);
    if (known !== undefined) return known;
    const entry = newEntry();
    unproven.set(issuer, entry);
    return entry;
  };

  /**
   * The issuer of no region. If the host of a proven issuer is not found, our name service has an
   * outage.
   */
  const isInvented = (issuer: string, error: unknown): boolean =>
    error instanceof IssuerHostUnknownError && !proven.has(issuer);

  const isFresh = (entry: Entry): boolean => now() - entry.fetchedAt < maxAgeSeconds * 1000;

  const refresh = async (issuer: string, entry: Entry): Promise<void> => {
    try {
      entry.keySet = keySetOf(await fetchJwks(issuer, timeoutSeconds));
      entry.fetchedAt = now();
      entry.failures = 0;
      entry.error = undefined;
      entry.notBefore = now() + cooldownSeconds * 1000;
      unproven.delete(issuer);
      proven.set(issuer, entry);
      onFetch(issuer, "fetched");
    } catch (error) {
      entry.error = error;
      entry.failures += 1;
      const pause = cooldownSeconds * 1000 * 2 ** Math.min(entry.failures - 1, 10);
      entry.notBefore = now() + Math.min(pause, maxBackoffMilliseconds);
      onFetch(issuer, isInvented(issuer, error) ? "unknown_host" : "failed", error);
    }
  };

  const look = async (issuer: string, entry: Entry): Promise<void> => {
    if (entry.flight !== undefined) return entry.flight;
    if (now() < entry.notBefore) return;
    if (!proven.has(issuer) && !takeFirstLook()) {
      onFetch(issuer, "held_back");
      return;
    }
    entry.flight = refresh(issuer, entry).finally(() => {
      entry.flight = undefined;
    });
    return entry.flight;
  };

  return {
    async forKey(issuer, kid) {
      const entry = entryOf(issuer);
      if (entry.keySet === undefined || !entry.keySet.kids.has(kid) || !isFresh(entry)) await look(issuer, entry);
      if (entry.keySet !== undefined && now() - entry.fetchedAt < staleSeconds * 1000) return entry.keySet;
      if (isInvented(issuer, entry.error)) return undefined;
      throw new CogrionError("dependency_unavailable", {
        detail: "The sign-in service of the token's region cannot be reached. Try again in a moment.",
        retryAfterSeconds: Math.max(1, Math.ceil((entry.notBefore - now()) / 1000)),
        cause: entry.error,
      });
    },
    fresh(issuer) {
      const entry = proven.get(issuer);
      return entry !== undefined && isFresh(entry) ? entry.keySet : undefined;
    },
  };
};

const newEntry = (): Entry => ({
  keySet: undefined,
  fetchedAt: -Infinity,
  notBefore: -Infinity,
  failures: 0,
  error: undefined,
  flight: undefined,
});

const keySetOf = (jwks: JSONWebKeySet): KeySet => ({
  find: createLocalJWKSet(jwks),
  kids: new Set(jwks.keys.flatMap((key) => (key.kid === undefined ? [] : [key.kid]))),
});
