import { internalRoutes, maxLookup } from "@cogrion/contract/internal";
import type { Identity, PrimaryPrincipals } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import DataLoader from "dataloader";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from "cockatiel";
import type { PrimaryOptions } from "./call.ts";
import { createCallPrimary, primaryUnavailable } from "./call.ts";

/**
 * The outcome of a lookup at the primary. `held_back`: not sent, because the circuit breaker was
 * open.
 */
export type PrincipalLookupOutcome = "found" | "not_found" | "refused" | "unavailable" | "held_back";

export type RemotePrincipalsOptions = PrimaryOptions & { onLookup?: (outcome: PrincipalLookupOutcome) => void };

/** A sign-in waits for this response: a slower primary counts as unavailable. */
const deadlineSeconds = 2;
const failuresToOpen = 5;
/** How long the circuit breaker stays open before one call probes the primary. */
const halfOpenAfterMilliseconds = 1000;

const isUnavailable = (error: unknown): boolean =>
  error instanceof CogrionError && error.code === "dependency_unavailable";

/**
 * Asks the primary for each request; an identity is never cached. Simultaneous lookups of one
 * address share one flight, and lookups of one turn of the event loop share one call.
 */
export const createRemotePrincipals = ({
  onLookup = () => undefined,
  ...options
}: RemotePrincipalsOptions): PrimaryPrincipals => {
  const callPrimary = createCallPrimary({ timeoutSeconds: deadlineSeconds, ...options });
  const breaker = circuitBreaker(handleWhen(isUnavailable), {
    halfOpenAfter: halfOpenAfterMilliseconds,
    breaker: new ConsecutiveBreaker(failuresToOpen),
  });
  const flights = new Map<string, Promise<Identity | undefined>>();

  const guarded = async <T>(ask: () => Promise<T>, questions = 1): Promise<T> => {
    try {
      return await breaker.execute(ask);
    } catch (error) {
      const isHeldBack = error instanceof BrokenCircuitError;
      const fault = isHeldBack ? primaryUnavailable(error) : error;
      const refusal = isUnavailable(fault) ? "unavailable" : "refused";
      for (let question = 0; question < questions; question++) onLookup(isHeldBack ? "held_back" : refusal);
      throw fault;
    }
  };

  const ask = async (emails: readonly string[]): Promise<Map<string, Identity>> => {
    const [email = ""] = emails;
    try {
      if (emails.length > 1) {
        const { principals } = await callPrimary(internalRoutes.lookUpPrincipals, { body: { emails: [...emails] } });
        return new Map(principals.map((identity) => [identity.email, identity]));
      }
      const identity = await callPrimary(internalRoutes.getPrincipal, { query: { email } });
      return new Map([[email, { ...identity, email }]]);
    } catch (error) {
      // A result, not a failure of the primary.
      if (error instanceof CogrionError && error.code === "principal_not_found") return new Map();
      throw error;
    }
  };

  // Nothing of the response is cached.
  const questions = new DataLoader<string, Identity | undefined>(
    async (emails) => {
      const identities = await guarded(() => ask(emails), emails.length);
      return emails.map((email) => {
        const identity = identities.get(email);
        onLookup(identity === undefined ? "not_found" : "found");
        return identity;
      });
    },
    { cache: false, maxBatchSize: maxLookup, batchScheduleFn: setImmediate },
  );

  return {
    findByEmail(email) {
      const known = flights.get(email);
      if (known !== undefined) return known;
      const flight = questions.load(email).finally(() => flights.delete(email));
      flights.set(email, flight);
      return flight;
    },
    async resolve({ email, issuer, subject, origin }) {
      const from = { source_ip: origin?.sourceIp, request_id: origin?.requestId };
      const body = { email, issuer, subject, origin: from };
      const identity = await guarded(() => callPrimary(internalRoutes.resolvePrincipal, { body }));
      onLookup("found");
      return { ...identity, email };
    },
  };
};
