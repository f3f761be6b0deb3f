const keycloakName = /^(?:KC_|KEYCLOAK_|AUTH_SESSION_ID)[A-Z0-9_]*$/;
// RFC 6265 section 4.1.1: no control, space, quote, comma, semicolon or backslash. Keycloak quotes
// some values as a whole.
const cookieValue = /^"?[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"?$/;

/**
 * Browsers reject a cookie with this prefix if it has a `Domain`, another path than `/`, or no
 * `Secure`. So a page on another host of our domain cannot set it;
 * https://www.rfc-editor.org/rfc/rfc6265#section-8.6 explains why that matters.
 */
export const cookiePrefixOf = (region: string): string => `__Host-${region}.`;

const pairsOf = (header: string | null): [string, string][] =>
  (header ?? "").split(";").flatMap((part): [string, string][] => {
    const at = part.indexOf("=");
    return at < 1 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()]];
  });

const ownPairsOf = (header: string | null, region: string): [string, string][] => {
  const prefix = cookiePrefixOf(region);
  return pairsOf(header).flatMap(([name, value]): [string, string][] =>
    name.startsWith(prefix) && keycloakName.test(name.slice(prefix.length)) && cookieValue.test(value)
      ? [[name.slice(prefix.length), value]]
      : [],
  );
};

/**
 * The region's own cookies under Keycloak's names; undefined if there are none. No other cookie is
 * passed on. A browser never sends a name with this prefix twice, so neither of two duplicates is
 * passed on.
 */
export const upstreamCookiesOf = (header: string | null, region: string): string | undefined => {
  const pairs = ownPairsOf(header, region);
  const single = pairs.filter(([name]) => pairs.filter(([other]) => other === name).length === 1);
  return single.length === 0 ? undefined : single.map(([name, value]) => `${name}=${value}`).join("; ");
};

/**
 * The attributes of Keycloak's cookies that are kept; path, domain and `Secure` follow from the
 * prefix.
 */
const keptAttribute = /^(?:max-age=-?\d{1,10}|expires=[\w:, -]{1,40}|httponly|samesite=(?:lax|strict|none))$/i;

/**
 * Keycloak's `Set-Cookie` as the browser gets it; undefined for a cookie that is not Keycloak's or
 * not this realm's.
 */
export const browserCookieOf = (setCookie: string, region: string): string | undefined => {
  const [pair = "", ...rest] = setCookie.split(";");
  const at = pair.indexOf("=");
  const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  if (at < 1 || !keycloakName.test(name) || !cookieValue.test(value)) return undefined;
  const attributes = rest.map((each) => each.trim());
  const lower = attributes.map((each) => each.toLowerCase());
  if (!lower.includes(`path=/realms/${region}/`) || lower.some((each) => each.startsWith("domain"))) return undefined;
  const kept = attributes.filter((each) => keptAttribute.test(each));
  const sameSite = lower.some((each) => each.startsWith("samesite=")) ? [] : ["SameSite=Lax"];
  return [`${cookiePrefixOf(region)}${name}=${value}`, ...kept, ...sameSite, "Path=/", "Secure"].join("; ");
};
