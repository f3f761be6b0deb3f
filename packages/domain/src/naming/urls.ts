import type { Environment } from "./environment.ts";
import { environmentLabelOf, rootDomainOf } from "./environment.ts";
import type { Place, WorkspaceService } from "./hosts.ts";
import { workspaceHostOf, workspaceServices } from "./hosts.ts";
import type { WorkspaceId } from "../workspace/id.ts";

const localBffPort = 3001;

const globalHostOf = (service: "app" | "auth", environment: Environment): string =>
  [service, environmentLabelOf(environment), rootDomainOf(environment)].filter(Boolean).join(".");

export const dashboardHostOf = (environment: Environment): string => globalHostOf("app", environment);
/**
 * The page where an invitation is accepted, at the API of the account's region. The token is in the
 * fragment, which browsers never send, so that no server logs it.
 */
export const invitationUrlOf = (apiUrl: string, token: string): string => `${apiUrl}/api/invitation/#${token}`;

/** The sign-in entry. */
export const globalAuthHostOf = (environment: Environment): string => globalHostOf("auth", environment);

/**
 * The origin that a region's sign-in has in browsers. Each region has its own, so that no region's
 * page can read another's (docs/adr/0037).
 */
export const browserAuthHostOf = ({ environment, region }: Place): string =>
  `${region}.${globalAuthHostOf(environment)}`;

/**
 * The one host of the tenant lookup, whose path is `/lookup`; it serves every environment of a root
 * domain.
 */
export const lookupHostOf = (environment: Environment): string => `cplane.${rootDomainOf(environment)}`;

/**
 * Bases of a workspace's URLs: https without a port. In the local stack, the BFF has its own port.
 */
export const workspaceUrlOf = (
  service: WorkspaceService,
  workspaceId: WorkspaceId,
  place: Place,
  options: { localBffPort?: number } = {},
): string => {
  const host = workspaceHostOf(service, workspaceId, place);
  return place.environment === "local" ? `http://${host}:${options.localBffPort ?? localBffPort}` : `https://${host}`;
};

/** Where a BFF takes the answer of a sign-in. */
const signInCallbackPath = "/bff/callback";

/**
 * Redirect URIs of the workspace's Keycloak client: exactly one per service host. Keycloak stores a
 * wildcard in the host and then matches nothing with it; one in the path would send codes wherever
 * an application of the host has an open redirect.
 */
export const redirectUrisOf = (
  workspaceId: WorkspaceId,
  place: Place,
  options: { localBffPort?: number } = {},
): string[] =>
  workspaceServices.map((service) => `${workspaceUrlOf(service, workspaceId, place, options)}${signInCallbackPath}`);

/**
 * Whether a BFF may announce this URL. It must be an origin on a host below the workspace's own
 * delegated zone, without user info, path, query or fragment. It must use https and the default
 * port, except in the local stack.
 */
export const isUrlWithinZone = (url: string, delegatedZone: string, environment: Environment): boolean => {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return false;
  }
  // The origin must be identical to the input. This one comparison rejects user info, paths,
  // escapes, upper case and trailing dots.
  if (url !== parsed.origin) return false;
  const isSchemeAllowed = parsed.protocol === "https:" || (environment === "local" && parsed.protocol === "http:");
  if (!isSchemeAllowed) return false;
  if (environment !== "local" && parsed.port !== "") return false;
  const suffix = `.${delegatedZone}`;
  if (!parsed.hostname.endsWith(suffix)) return false;
  return parsed.hostname.slice(0, -suffix.length).split(".").every(isHostLabel);
};

// URL also accepts `*`, `_`, `!` and similar characters in a host. Names in certificates have only
// letters, digits and hyphens (RFC 5890, LDH).
const isHostLabel = (label: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label);
