import type { RegionId, WorkspaceId } from "@cogrion/domain";
import type { AskHost, HostAnswer, HostDifference, HostRequest } from "./answers.ts";
import { securityHeaders, shortened } from "./answers.ts";

export type SignInRequest = HostRequest & {
  /** The right status, whatever the other host returns. Undefined if it depends on stored data. */
  status: 200 | 404 | undefined;
  /** A page differs at each load, so its form's target is compared; for an error, its code. */
  compared: "body" | "form" | "code" | "nothing";
};

const comparedHeaders = ["content-type", "cache-control", "location", "allow", ...securityHeaders];

const discovery = "/.well-known/openid-configuration";

/** Four requests for each region, one for each tenant, and those that must be rejected. */
export const signInRequests = ({
  regions,
  tenants,
  clientId,
  redirectUri,
}: {
  regions: readonly RegionId[];
  tenants: readonly WorkspaceId[];
  /** A client that every region has, for its login page. */
  clientId: string;
  redirectUri: string;
}): SignInRequest[] => {
  const login = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri });
  for (const [name, value] of Object.entries({ response_type: "code", scope: "openid", state: "compare" })) {
    login.set(name, value);
  }
  // RFC 7636: the clients accept no other method. The code is never redeemed.
  login.set("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  login.set("code_challenge_method", "S256");
  const get = (path: string, status: SignInRequest["status"], compared: SignInRequest["compared"]): SignInRequest => ({
    method: "GET",
    path,
    status,
    compared,
  });
  return [
    ...regions.flatMap((region): SignInRequest[] => [
      get(`${discovery}?region=${region}`, 200, "body"),
      { method: "HEAD", path: `${discovery}?region=${region}`, status: 200, compared: "nothing" },
      { ...get(`/realms/${region}/protocol/openid-connect/certs`, 200, "body"), subdomain: region },
      { ...get(`/realms/${region}/protocol/openid-connect/auth?${login.toString()}`, 200, "form"), subdomain: region },
    ]),
    ...tenants.map((tenant) => get(`${discovery}?tenant=${tenant}`, undefined, "body")),
    ...["/admin/master/console/", `/realms/master${discovery}`, `${discovery}?region=nowhere-0`, "/unknown"].map(
      (path) => get(path, 404, "code"),
    ),
  ];
};

const formOf = (body: string): string => {
  const action = /<form[^>]*\saction="([^"]+)"/.exec(body)?.[1];
  const url = action === undefined ? null : URL.parse(action.replaceAll("&amp;", "&"));
  // The query differs at each load.
  return url === null ? "no form" : `${url.origin}${url.pathname}`;
};

const originOf = (origin: string, { subdomain }: SignInRequest): string =>
  subdomain === undefined ? origin : origin.replace("://", `://${subdomain}.`);

const codeOf = (body: string): string => /"code":\s*"(\w+)"/.exec(body)?.[1] ?? "no code";

const partOf = ({ compared }: SignInRequest, { body }: HostAnswer): string => {
  if (compared === "nothing") return "";
  if (compared === "form") return formOf(body);
  return compared === "code" ? codeOf(body) : body;
};

const differencesOf = (
  request: SignInRequest,
  origin: string,
  cloudflare: HostAnswer,
  aws: HostAnswer,
): HostDifference[] => {
  const found: HostDifference[] = [];
  const check = (what: string, one: string, other: string, isSound = true): void => {
    if (one === other && isSound) return;
    found.push({
      request: `${request.method} ${request.path.split("&")[0]}`,
      what,
      cloudflare: shortened(one),
      aws: shortened(other),
    });
  };
  const { status } = request;
  check("status", String(cloudflare.status), String(aws.status), status === undefined || status === aws.status);
  for (const name of comparedHeaders) {
    check(name, cloudflare.headers.get(name) ?? "", aws.headers.get(name) ?? "");
  }
  const [one, other] = [partOf(request, cloudflare), partOf(request, aws)];
  // If a form posts to another host, the login loses its cookies.
  check(request.compared, one, other, request.compared !== "form" || other.startsWith(`${originOf(origin, request)}/`));
  return found;
};

/**
 * Sends both hosts the same requests, one after the other, and returns the differences and the
 * faults of both.
 */
export const compareSignIn = async ({
  origin,
  cloudflare,
  aws,
  requests,
}: {
  /** The public entry; forms must post to the region's origin below it. */
  origin: string;
  cloudflare: AskHost;
  aws: AskHost;
  requests: readonly SignInRequest[];
}): Promise<HostDifference[]> => {
  const found: HostDifference[] = [];
  for (const request of requests) {
    const [one, other] = await Promise.all([cloudflare(request), aws(request)]);
    found.push(...differencesOf(request, origin, one, other));
  }
  return found;
};
