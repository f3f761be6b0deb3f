import type { Identity, PrimaryPrincipals } from "@cogrion/domain";
import { CogrionError } from "@cogrion/domain";
import DataLoader from "dataloader";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen } from "cockatiel";
import type { PrimaryOptions } from "./call.ts";
import { createCallPrimary, primaryUnavailable } from "./call.ts";
import { lookupAnswer, maxLookup, paths, principalAnswer } from "./contract.ts";

/** What came of a question to the primary. `held_back`: not asked, because it was away a moment ago. */
export type PrincipalLookupOutcome = "found" | "not_found" | "refused" | "unavailable" | "held_back";

export type RemotePrincipalsOptions = PrimaryOptions & { onLookup?: (outcome: PrincipalLookupOutcome) => void };

/** A sign-in waits for this answer: what takes longer is as good as away. */
const deadlineSeconds = 2;
const failuresToOpen = 5;
/** How long the primary is left alone before one question probes whether it is back. */
const halfOpenAfterMilliseconds = 1000;

const isUnavailable = (error: unknown): boolean =>
  error instanceof CogrionError && error.code === "dependency_unavailable";

/** Asks the primary for each request anew: an identity is never kept. Simultaneous questions for one address share one flight, and those of one turn one call. */
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
        const body = { emails };
        return identitiesOf(await callPrimary({ method: "POST", path: paths.principalLookup, body }));
      }
      const answer = await callPrimary({ method: "GET", path: paths.principals, query: { email } });
      return new Map([[email, identityOf(answer, email)]]);
    } catch (error) {
      // An answer, and no failure of the primary.
      if (error instanceof CogrionError && error.code === "principal_not_found") return new Map();
      throw error;
    }
  };

  // The addresses of one turn of the event loop share a call; nothing of its answer is kept.
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
      const identity = await guarded(async () =>
        identityOf(await callPrimary({ method: "POST", path: paths.principals, body }), email),
      );
      onLookup("found");
      return identity;
    },
  };
};

const identityOf = (answer: unknown, email: string): Identity => {
  const parsed = principalAnswer.safeParse(answer);
  if (!parsed.success) throw primaryUnavailable(parsed.error);
  return { ...parsed.data, email };
};

const identitiesOf = (answer: unknown): Map<string, Identity> => {
  const parsed = lookupAnswer.safeParse(answer);
  if (!parsed.success) throw primaryUnavailable(parsed.error);
  return new Map(parsed.data.principals.map((identity) => [identity.email, identity]));
};
