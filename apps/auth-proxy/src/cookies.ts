import { isRegionId } from "@cogrion/domain/naming/region";

const keycloakName = /^(?:KC_|KEYCLOAK_|AUTH_SESSION_ID)[A-Z0-9_]*$/;
// RFC 6265 section 4.1.1: no control, space, quote, comma, semicolon or backslash; Keycloak quotes some values whole.
const cookieValue = /^"?[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"?$/;

export const regionsCookie = "cogrion_regions";
const maxRegions = 4;
const regionsMaxAgeSeconds = 30 * 24 * 3600;

const pairsOf = (header: string | null): [string, string][] =>
  (header ?? "").split(";").flatMap((part): [string, string][] => {
    const at = part.indexOf("=");
    return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
  });

/**
 * Only Keycloak's own cookies go on to it; undefined where there is none. Keycloak sets each once, for one path: of a name that comes twice, one was set by
 * somebody else who owns a host beneath our domain, and neither is believed.
 */
export const upstreamCookiesOf = (header: string | null): string | undefined => {
  const pairs = pairsOf(header).filter(([name]) => keycloakName.test(name));
  const times = new Map<string, number>();
  for (const [name] of pairs) times.set(name, (times.get(name) ?? 0) + 1);
  const kept = pairs.filter(([name, value]) => cookieValue.test(value) && times.get(name) === 1);
  return kept.length === 0 ? undefined : kept.map(([name, value]) => `${name}=${value}`).join("; ");
};

/** Whether Keycloak's `Set-Cookie` may pass: its own name, bound to the realm's path and to no wider domain. */
export const isRealmCookie = (setCookie: string, region: string): boolean => {
  const [pair = "", ...attributes] = setCookie.split(";");
  if (!keycloakName.test(pair.slice(0, pair.indexOf("=")).trim())) return false;
  const named = attributes.map((each) => each.trim().toLowerCase());
  return named.includes(`path=/realms/${region}/`) && !named.some((each) => each.startsWith("domain"));
};

/** Regions whose pages this browser has seen, the last first. Text that we never set counts as none. */
export const seenRegionsOf = (header: string | null): string[] => {
  const value = pairsOf(header).find(([name]) => name === regionsCookie)?.[1] ?? "";
  const regions = value.split(".").filter(Boolean);
  return regions.length <= maxRegions && regions.every(isRegionId) ? [...new Set(regions)] : [];
};

/** Static files carry no region in their path: this tells, for them alone, whose pages the browser shows. */
export const seenRegionsCookieOf = (seen: string[], isSecure: boolean): string =>
  [
    `${regionsCookie}=${seen.slice(0, maxRegions).join(".")}`,
    `Max-Age=${regionsMaxAgeSeconds}`,
    // Pages extend the list that static files follow, so both have to see it.
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    ...(isSecure ? ["Secure"] : []),
  ].join("; ");
