import { createHash, randomBytes } from "node:crypto";
import type { ClientKey } from "./client-key.ts";
import { clientAuthentication } from "./client-key.ts";

export type SignInRequest = { issuer: string; clientId: string; redirectUri: string };

const authorizationUrl = ({ issuer, clientId, redirectUri }: SignInRequest, verifier: string): string =>
  `${issuer}/protocol/openid-connect/auth?${new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri,
    state: "any",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString()}`;

/**
 * Keycloak's response to a browser with this redirect URI: its login page (200), or a rejection
 * (400).
 */
export const statusOfLoginPage = async (request: SignInRequest): Promise<number> =>
  (await fetch(authorizationUrl(request, "any"), { redirect: "manual" })).status;

type Page = { url: string; text: string };
type User = { username: string; password: string };

/**
 * Visits pages like a browser: keeps cookies and follows redirects, except to an address that
 * begins with `stopAt`, which nobody serves.
 */
const createVisitor = (stopAt?: string) => {
  const cookies = new Map<string, string>();
  return async function visit(to: string, body?: URLSearchParams): Promise<Page> {
    if (stopAt !== undefined && to.startsWith(stopAt)) return { url: to, text: "" };
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const response = await fetch(to, {
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { method: "POST", body }),
    });
    for (const each of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (each.split(";")[0] ?? "").split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) return visit(new URL(location, to).href);
    return { url: to, text: await response.text() };
  };
};

/** Goes through Keycloak's pages like a person: signs in and consents until a page has no form. */
const passForms = async (url: string, user: User, stopAt?: string): Promise<Page> => {
  const visit = createVisitor(stopAt);
  let page = await visit(url);
  for (let forms = 0; forms < 5; forms++) {
    const action = /<form[^>]+action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&");
    if (action === undefined) break;
    const isLogin = page.text.includes('name="password"');
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = "", value = ""]): [string, string] => [name, value],
    );
    const body = new URLSearchParams(isLogin ? user : [...hidden, ["accept", "Yes"]]);
    page = await visit(new URL(action, page.url).href, body);
  }
  return page;
};

/** Returns the text of the last page. */
export const walkThrough = async (url: string, user: User): Promise<string> => (await passForms(url, user)).text;

/**
 * The whole code flow with PKCE over Keycloak's own pages, with consent where the client needs it.
 * Returns where the browser is sent, and the tokens that the code gives to a client with this key.
 */
export const signIn = async (
  request: SignInRequest,
  user: User,
  key: ClientKey,
): Promise<{ callback: URL; tokens: Record<string, unknown> }> => {
  const verifier = randomBytes(32).toString("base64url");
  const callback = new URL((await passForms(authorizationUrl(request, verifier), user, request.redirectUri)).url);
  const response = await fetch(`${request.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      ...(await clientAuthentication(request.clientId, request.issuer, key)),
      redirect_uri: request.redirectUri,
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
    }),
  });
  return { callback, tokens: (await response.json()) as Record<string, unknown> };
};
