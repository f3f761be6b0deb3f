import type { routes } from "@cogrion/contract";
import type { ChangeFeed, Place, QuotaLimits, Store, Tenants, VerifiedToken } from "@cogrion/domain";
import type { LimitSettings } from "../../limits/policies.ts";
import type { HandlersOf } from "../../http/handler.ts";

/** A handler for each public route: a missing one is a type error. */
export type PublicHandlers = HandlersOf<typeof routes>;

/** A region of the environment, as in infra/regions.yaml. */
export type RegionFacts = { id: string; location: string; awsRegion: string; apiUrl: string | undefined };

export type HandlerDeps = {
  store: Store;
  tenants: Tenants;
  changes: ChangeFeed;
  /** @throws CogrionError of status 401, `dependency_unavailable` */
  verifyToken: (token: string) => Promise<VerifiedToken>;
  place: Place;
  /** Origin of this region's public API. */
  apiUrl: string;
  regions: readonly RegionFacts[];
  /** AWS region of certificates, if a request names none. */
  defaultAwsRegion: string;
  local: { authHost: string; bffPort: number } | undefined;
  onboarding: { trustedPrincipalArn: string; hostedTemplateUrl: string | undefined };
  /** Limits in force: of requests in a window, and of quotas. */
  limits: LimitSettings;
  quotaLimits: QuotaLimits;
  now: () => Date;
};
