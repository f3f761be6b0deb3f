import type { KeySetsOptions } from "@cogrion/auth";
import { CogrionError } from "@cogrion/domain";
import type { PrincipalLookupOutcome } from "@cogrion/inter-region";
import type { Logger, Registry } from "@cogrion/telemetry";
import { Counter } from "@cogrion/telemetry";
import type { Authenticators } from "./http/authentication.ts";

export type AuthMetrics = {
  onPrincipalLookup: (outcome: PrincipalLookupOutcome) => void;
  onKeyFetch: NonNullable<KeySetsOptions["onFetch"]>;
  /** The same authenticators, each outcome counted. */
  observed(authenticators: Authenticators): Authenticators;
};

export const createAuthMetrics = (registry: Registry, logger: Logger): AuthMetrics => {
  const keyFetches = new Counter({
    name: "auth_key_fetches_total",
    help: "Fetches of issuers' key sets, by outcome; held_back: not sent because of a limit",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const authentications = new Counter({
    name: "auth_authentications_total",
    help: "Authentications by kind of token and by outcome: accepted, or the reason for the rejection",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const principalLookups = new Counter({
    name: "auth_principal_lookups_total",
    help: "Principal lookups sent to the primary region, by outcome; held_back: not sent, the circuit breaker was open",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const counted = async <T>(kind: keyof Authenticators, work: Promise<T>): Promise<T> => {
    try {
      const result = await work;
      authentications.inc({ kind, outcome: "accepted" });
      return result;
    } catch (error) {
      authentications.inc({ kind, outcome: outcomeOf(error) });
      throw error;
    }
  };
  return {
    onPrincipalLookup: (outcome) => principalLookups.inc({ outcome }),
    onKeyFetch(issuer, outcome, err) {
      keyFetches.inc({ outcome });
      // Anybody can send an issuer of our shape that nobody runs, so only failures of real issuers
      // are logged.
      if (outcome === "failed") logger.warn({ err, issuer }, "the key set cannot be fetched");
    },
    observed: ({ principal, verify, workspace }) => ({
      verify: (token) => counted("verify", verify(token)),
      principal: (token, origin) => counted("principal", principal(token, origin)),
      workspace: (token) => counted("workspace", workspace(token)),
    }),
  };
};

const outcomeOf = (error: unknown): string => {
  if (!(error instanceof CogrionError)) return "failed";
  const reason = error.meta?.["reason"];
  return typeof reason === "string" ? reason : error.code;
};
