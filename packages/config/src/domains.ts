import type { Place, RegionalService } from "@cogrion/domain";
import { longestSlugAt, placeNamesOf, regionalHostOf, regionDomainOf, tooLong } from "@cogrion/domain";
import type { NoteFault } from "./read-environment.ts";

type Domains = {
  base: string | undefined;
  workspace: string | undefined;
  auth: string | undefined;
  temporal: string | undefined;
};

/** The length of a generated slug. */
const shortestUsefulSlug = 10;

/**
 * Hosts in the environment must be the ones that the naming module creates; in the local stack they
 * are ports of this machine.
 */
export const checkDomains = (fault: NoteFault, place: Place, { base, workspace, auth, temporal }: Domains): void => {
  const name = tooLong(placeNamesOf(place));
  if (name !== undefined) fault("REGION", `is too long: ${name.what} has at most ${name.maxOctets} octets`);
  if (longestSlugAt(place) < shortestUsefulSlug)
    fault("REGION", `is too long: it leaves fewer than ${shortestUsefulSlug} characters for the slug of a workspace`);
  const regionDomain = regionDomainOf(place);
  if (workspace !== undefined && workspace !== regionDomain)
    fault("WORKSPACE_DOMAIN", `must be "${regionDomain}", the parent zone of the region's workspaces`);
  checkHost(fault, "BASE_DOMAIN", base, "cplane", place);
  checkHost(fault, "AUTH_DOMAIN", auth, "auth", place);
  checkHost(fault, "TEMPORAL_DOMAIN", temporal, "temporal", place);
};

const checkHost = (
  fault: NoteFault,
  name: string,
  given: string | undefined,
  service: RegionalService,
  place: Place,
): void => {
  if (given === undefined) return;
  if (place.environment === "local") {
    if (!/^(localhost|127\.0\.0\.1):[0-9]+$/.test(given))
      fault(name, 'must be a port of this machine if ENVIRONMENT is "local", such as "localhost:3000"');
    return;
  }
  const expected = regionalHostOf(service, place);
  if (given === expected) return;
  const isBare = given === regionDomainOf(place);
  fault(name, isBare ? `is the region's bare domain; the host is "${expected}"` : `must be "${expected}"`);
};
