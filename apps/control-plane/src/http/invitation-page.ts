import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Place } from "@cogrion/domain";
import { browserAuthHostOf, globalAuthHostOf, issuerOf } from "@cogrion/domain";
import type { FastifyInstance } from "fastify";

/** The page's Keycloak client; public, with the page as its only redirect URI. */
export const invitationClientId = "cogrion-invitations";

export type OpenIdProvider = {
  /** The region's issuer, as in its tokens. */
  issuer: string;
  /** Address of the issuer's metadata for browsers: the global sign-in entry's, if there is one. */
  discoveryUrl: string;
  /** Origin of the endpoints in the metadata. */
  endpointOrigin: string;
};

/**
 * In the local stack this is Keycloak itself, because no control plane knows a global entry there.
 */
export const openIdProviderOf = (place: Place, localAuthHost: string | undefined): OpenIdProvider => {
  const issuer = issuerOf(place, localAuthHost);
  const discovery = "/.well-known/openid-configuration";
  if (place.environment === "local") {
    return { issuer, discoveryUrl: `${issuer}${discovery}`, endpointOrigin: new URL(issuer).origin };
  }
  return {
    issuer,
    discoveryUrl: `https://${globalAuthHostOf(place.environment)}${discovery}?region=${place.region}`,
    endpointOrigin: `https://${browserAuthHostOf(place)}`,
  };
};

const folder = new URL("../invitation-page/", import.meta.url);
const script = "text/javascript; charset=utf-8";

/** The files below the page's path: their types and locations. */
const files = {
  "": { type: "text/html; charset=utf-8", file: new URL("page.html", folder) },
  "page.css": { type: "text/css; charset=utf-8", file: new URL("page.css", folder) },
  "page.js": { type: script, file: new URL("page.js", folder) },
  "view.js": { type: script, file: new URL("view.js", folder) },
  "kept.js": { type: script, file: new URL("kept.js", folder) },
  "sign-in.js": { type: script, file: new URL("sign-in.js", folder) },
  "oauth4webapi.js": { type: script, file: new URL(import.meta.resolve("oauth4webapi")) },
} as const;

const base = "/api/invitation";
const names = [...Object.keys(files), "sign-in.json"];
export const invitationPageRoutes: readonly { method: "GET"; path: string }[] = [
  { method: "GET", path: base },
  ...names.map((name) => ({ method: "GET" as const, path: `${base}/${name}` })),
];

const policyOf = ({ issuer, discoveryUrl, endpointOrigin }: OpenIdProvider): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    `connect-src ${[...new Set(["'self'", new URL(issuer).origin, new URL(discoveryUrl).origin, endpointOrigin])].join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/**
 * The page of the link in an invitation's mail. The secret is in its fragment, which no browser
 * sends; the page posts it to the API once the person has signed in.
 */
export const registerInvitationPage = (app: FastifyInstance, signIn: OpenIdProvider): void => {
  const config = { routeId: "invitation.page", isAnonymous: true };
  const headers = { "content-security-policy": policyOf(signIn), "cache-control": "public, max-age=300" };
  app.get(base, { config }, async (_request, reply) => reply.redirect(`${base}/`, 308));
  for (const [name, { type, file }] of Object.entries(files)) {
    let content: Promise<Buffer> | undefined;
    app.get(`${base}/${name}`, { config }, async (_request, reply) => {
      content ??= readFile(fileURLToPath(file));
      return reply
        .headers(headers)
        .type(type)
        .send(await content);
    });
  }
  const { issuer, discoveryUrl } = signIn;
  const told = JSON.stringify({ issuer, discovery_url: discoveryUrl, client_id: invitationClientId });
  app.get(`${base}/sign-in.json`, { config }, async (_request, reply) =>
    reply.headers(headers).type("application/json; charset=utf-8").serializer(String).send(told),
  );
};
