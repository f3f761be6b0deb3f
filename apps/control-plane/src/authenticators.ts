import {
  createKeySets,
  createLocalPrincipalDirectory,
  createRemotePrincipalDirectory,
  createTokenVerifier,
  resolvePrincipal,
} from "@cogrion/auth";
import type { Store } from "@cogrion/domain";
import { issuerOf, trustedRegionOf } from "@cogrion/domain";
import type { PrimaryOptions } from "@cogrion/inter-region";
import { createRemotePrincipals } from "@cogrion/inter-region";
import { authenticateWorkspace } from "@cogrion/services/tokens/authenticate";
import { clientsOf, tokenAudience } from "./clients.ts";
import type { Config } from "./config.ts";
import type { Authenticators } from "./http/authentication.ts";
import type { AuthMetrics } from "./metrics.ts";

export type AuthenticatorsOptions = {
  config: Pick<Config, "place" | "primaryRegion" | "regions" | "authDomain">;
  store: Store;
  /** The primary's internal listener; undefined on the primary. */
  primary: PrimaryOptions | undefined;
  now: () => Date;
  metrics: AuthMetrics;
};

/**
 * Verifies the bearer tokens of people, automation and BFFs, and resolves the principal or
 * workspace of each.
 */
export const createAuthenticators = ({
  config,
  store,
  primary,
  now,
  metrics,
}: AuthenticatorsOptions): Authenticators => {
  const { place, regions, authDomain } = config;
  const verifier = createTokenVerifier({
    environment: place.environment,
    audience: tokenAudience,
    clients: clientsOf(place.environment),
    keySets: createKeySets({
      knownIssuers: regions.map(({ id }) => issuerOf({ ...place, region: id }, authDomain)),
      onFetch: metrics.onKeyFetch,
    }),
  });
  const directory =
    primary === undefined
      ? createLocalPrincipalDirectory(store)
      : createRemotePrincipalDirectory(
          createRemotePrincipals({ ...primary, onLookup: metrics.onPrincipalLookup }),
          store,
        );
  return metrics.observed({
    async principal(bearer, origin) {
      const token = await verifier.verify(bearer);
      return {
        token,
        isOwnSignIn: trustedRegionOf(token.issuer, place.environment) === place.region,
        principal: await resolvePrincipal(
          { ...token, origin },
          { directory, store, place, primaryRegion: config.primaryRegion, now },
        ),
      };
    },
    verify: (bearer) => verifier.verify(bearer),
    workspace: (bearer) => authenticateWorkspace({ store }, bearer, now()),
  });
};
