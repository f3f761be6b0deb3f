import { hash } from "node:crypto";
import type { LimitClass } from "@cogrion/contract";
import type { Budget } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import { LRUCache } from "lru-cache";
import { subscriberOf } from "./address.ts";
import type { Budgets, BudgetState } from "./budgets.ts";
import { rateLimitHeadersOf } from "./headers.ts";
import type { LimitSettings, PolicyName } from "./policies.ts";
import { policySubjects } from "./policies.ts";

/**
 * The subject of a request with a token: a person, or a workspace with any number of tokens.
 * `token` is the object that the verifier returned for a person's token.
 */
export type KnownCaller =
  | { kind: "principal"; uid: string; token: object; authorization: string | undefined }
  | { kind: "workspace"; workspaceId: string; authorization: string | undefined };

type Kind = KnownCaller["kind"];

export type SetHeaders = (headers: Record<string, string>) => void;

export type Limiter = {
  /** Counts a request that needs no token. @throws CogrionError `rate_limited` */
  countAnonymous(address: string, setHeaders: SetHeaders): Promise<void>;
  /** Counts a request of a known caller. @throws CogrionError `rate_limited` */
  countKnown(caller: KnownCaller, limitClass: LimitClass, setHeaders: SetHeaders): Promise<void>;
  /**
   * Runs before a token is read. Rejects an address that has sent too many bad tokens, unless this
   * token was accepted before. Needs no lookup.
   * @throws CogrionError `rate_limited`
   */
  refuseGuessing(address: string, kind: Kind, authorization: string | undefined, setHeaders: SetHeaders): void;
  /** Runs after a token was rejected. */
  countFailure(address: string, kind: Kind, authorization: string | undefined): Promise<void>;
};

export type LimiterOptions = {
  settings: LimitSettings;
  budgets: Budgets;
  maxProvenTokens?: number;
  onLimited?: (policy: PolicyName) => void;
};

export const createLimiter = ({ settings, budgets, maxProvenTokens = 20_000, onLimited }: LimiterOptions): Limiter => {
  const proven = new LRUCache<string, true>({ max: maxProvenTokens });
  // A verified token is the same object while it is cached, so its text is hashed once instead of
  // for each request.
  const digests = new WeakMap<object, string>();

  const budgetOf = (policy: PolicyName, whom: string): Budget => ({
    key: `${policy}:${whom}`,
    quota: settings.quotas[policy],
    windowSeconds: settings.windowSeconds,
  });
  const failuresOf = (address: string, kind: Kind): Budget =>
    budgetOf("token_failures", `${kind}:${subscriberOf(address)}`);

  const refusalOf = (policy: PolicyName, { budget, resetSeconds }: BudgetState): CogrionError => {
    onLimited?.(policy);
    return new CogrionError("rate_limited", {
      detail: `${policySubjects[policy]} more than ${budget.quota} times in ${budget.windowSeconds} s. Wait ${resetSeconds} s.`,
      meta: { policy },
      retryAfterSeconds: resetSeconds,
    });
  };

  const spend = async (
    wanted: readonly { policy: PolicyName; budget: Budget }[],
    setHeaders: SetHeaders,
  ): Promise<void> => {
    const { states, exhausted } = await budgets.spend(wanted.map(({ budget }) => budget));
    setHeaders(rateLimitHeadersOf(states));
    if (exhausted === undefined) return;
    const policy = wanted.find(({ budget }) => budget === exhausted.budget)?.policy ?? "token";
    throw refusalOf(policy, exhausted);
  };

  const digestOfVerified = ({ token, authorization }: Extract<KnownCaller, { kind: "principal" }>): string => {
    const known = digests.get(token);
    if (known !== undefined) return known;
    const digest = digestOf(authorization);
    digests.set(token, digest);
    proven.set(digest, true);
    return digest;
  };

  return {
    countAnonymous: (address, setHeaders) =>
      spend([{ policy: "anonymous", budget: budgetOf("anonymous", subscriberOf(address)) }], setHeaders),

    countKnown(caller, limitClass, setHeaders) {
      if (caller.kind === "workspace") {
        proven.set(digestOf(caller.authorization), true);
        return spend([{ policy: "workspace", budget: budgetOf("workspace", caller.workspaceId) }], setHeaders);
      }
      const whom = digestOfVerified(caller);
      return spend(
        [
          { policy: limitClass, budget: budgetOf(limitClass, caller.uid) },
          { policy: "token", budget: budgetOf("token", whom) },
        ],
        setHeaders,
      );
    },

    refuseGuessing(address, kind, authorization, setHeaders) {
      const exhausted = budgets.exhausted(failuresOf(address, kind));
      if (exhausted === undefined || proven.has(digestOf(authorization))) return;
      setHeaders(rateLimitHeadersOf([exhausted]));
      throw refusalOf("token_failures", exhausted);
    },

    async countFailure(address, kind, authorization) {
      proven.delete(digestOf(authorization));
      await budgets.spend([failuresOf(address, kind)]);
    },
  };
};

/**
 * A digest of the token in the header, whatever the spelling around it. Digests are stored instead
 * of secrets.
 */
const digestOf = (authorization = ""): string =>
  hash("sha256", authorization.slice(authorization.lastIndexOf(" ") + 1), "base64url");
