import type { Environment } from "../naming/environment.ts";
import type { RegionId } from "../naming/region.ts";
import { isRegionId } from "../naming/region.ts";
import { regionalHostOf } from "../naming/hosts.ts";

/**
 * `https://auth.{env.}{region}.{root}/realms/{region}`; in the local stack, Keycloak's own address.
 */
export const issuerOf = (
  place: { environment: Environment; region: RegionId },
  localAuthHost = "localhost:8080",
): string =>
  place.environment === "local"
    ? `http://${localAuthHost}/realms/${place.region}`
    : `https://${regionalHostOf("auth", place)}/realms/${place.region}`;

const localIssuerPattern = /^http:\/\/(?:localhost|127\.0\.0\.1):[1-9][0-9]{0,4}\/realms\/([a-z0-9-]+)$/;

/**
 * The region whose realm an `iss` names, or undefined if the issuer does not belong to this
 * environment. The issuer is compared character by character with the one string that the naming
 * module creates. So user info, ports, case, escapes, dots and extra labels all fail.
 */
export const trustedRegionOf = (issuer: string, environment: Environment): RegionId | undefined => {
  if (issuer.length > 300) return undefined;
  if (environment === "local") {
    const region = localIssuerPattern.exec(issuer)?.[1];
    return region !== undefined && isRegionId(region) ? region : undefined;
  }
  const region = issuer.slice(issuer.lastIndexOf("/") + 1);
  if (!isRegionId(region)) return undefined;
  return issuer === issuerOf({ environment, region }) ? region : undefined;
};
