import type { RegionId } from "@cogrion/domain/naming/region";
import { isRegionId } from "@cogrion/domain/naming/region";
import type { WorkspaceId } from "@cogrion/domain/workspace/id";
import { isWorkspaceId } from "@cogrion/domain/workspace/id";

export type ProxyRoute =
  | { kind: "discovery"; region: RegionId }
  | { kind: "discovery-by-tenant"; tenant: WorkspaceId }
  /** `isPage` where a browser shows the answer to a person; otherwise a program reads it. */
  | { kind: "realm"; region: RegionId; isPage: boolean }
  | { kind: "resources" };

const maxPathLength = 1024;
// No escapes at all: nothing that a login needs has one, and what one decoder takes for a slash another does not.
const plainPath = /^(?:\/[A-Za-z0-9._~-]+)+\/?$/;

/** What a login needs beneath `/realms/{region}`, and nothing else. Admin, client registration, account and metrics are absent on purpose. */
const pagePaths: readonly RegExp[] = [
  /^\/protocol\/openid-connect\/(?:auth|logout|logout\/logout-confirm)$/,
  /^\/login-actions\/(?:action-token|authenticate|consent|detached-info|first-broker-login|post-broker-login|registration|required-action|reset-credentials|restart)$/,
  /^\/broker\/[A-Za-z0-9._~-]+\/(?:endpoint(?:\/logout_response)?|login)$/,
  /^\/broker\/after-(?:first-broker|post-broker)-login$/,
  /^\/device(?:\/status)?$/,
];
const programPaths: readonly RegExp[] = [
  /^\/\.well-known\/openid-configuration$/,
  /^\/protocol\/openid-connect\/(?:auth\/device|certs|revoke|token|userinfo)$/,
  /^\/protocol\/openid-connect\/ext\/par\/request$/,
  /^\/protocol\/openid-connect\/(?:login-status-iframe\.html(?:\/init)?|3p-cookies\/step[12]\.html)$/,
];

const resourcePath = /^\/resources\/[A-Za-z0-9._~-]+\/(?:login|common|account-common)\//;

/** The route of a URL as the URL parser left it; undefined is a 404. */
export const parseRoute = ({ pathname, searchParams }: URL): ProxyRoute | undefined => {
  if (pathname.length > maxPathLength || !plainPath.test(pathname)) return undefined;
  if (pathname.split("/").some((segment) => segment === "." || segment === "..")) return undefined;
  if (pathname === "/.well-known/openid-configuration") return parseDiscovery(searchParams);
  if (resourcePath.test(pathname)) return { kind: "resources" };
  const [, realms, region = ""] = pathname.split("/");
  if (realms !== "realms" || !isRegionId(region)) return undefined;
  const rest = pathname.slice(`/realms/${region}`.length);
  const isPage = pagePaths.some((each) => each.test(rest));
  return isPage || programPaths.some((each) => each.test(rest)) ? { kind: "realm", region, isPage } : undefined;
};

const parseDiscovery = (search: URLSearchParams): ProxyRoute | undefined => {
  const [[name, value] = ["", ""], ...more] = [...search];
  if (more.length > 0) return undefined;
  if (name === "region" && isRegionId(value)) return { kind: "discovery", region: value };
  if (name === "tenant" && isWorkspaceId(value)) return { kind: "discovery-by-tenant", tenant: value };
  return undefined;
};
