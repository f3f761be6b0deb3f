import type { RegionId } from "@cogrion/domain/naming/region";
import { isRegionId } from "@cogrion/domain/naming/region";
import type { WorkspaceId } from "@cogrion/domain/workspace/id";
import { isWorkspaceId } from "@cogrion/domain/workspace/id";
import type { Reader } from "./doors/table.ts";
import { readerOf } from "./doors/match.ts";
import type { Upstream } from "./upstream.ts";

export type ProxyRoute =
  /** At the entry itself: finds the region, and so the origin of everything else. */
  | { kind: "discovery"; region: RegionId }
  | { kind: "discovery-by-tenant"; tenant: WorkspaceId }
  /** At the region's own origin below the entry. */
  | { kind: "region"; upstream: Upstream; reader: Reader };

export type Origins = { globalOrigin: string; upstreams: ReadonlyMap<string, Upstream> };

/** The route of a parsed URL; undefined is a 404. */
export const parseRoute = (
  { host, pathname, searchParams }: URL,
  { globalOrigin, upstreams }: Origins,
): ProxyRoute | undefined => {
  const entryHost = new URL(globalOrigin).host;
  if (host === entryHost) {
    return pathname === "/.well-known/openid-configuration" ? parseDiscovery(searchParams) : undefined;
  }
  const upstream = host.endsWith(`.${entryHost}`) ? upstreams.get(host.slice(0, -entryHost.length - 1)) : undefined;
  const reader = upstream === undefined ? undefined : readerOf(pathname, upstream.region, "global");
  return upstream === undefined || reader === undefined ? undefined : { kind: "region", upstream, reader };
};

const parseDiscovery = (search: URLSearchParams): ProxyRoute | undefined => {
  const [[name, value] = ["", ""], ...more] = [...search];
  if (more.length > 0) return undefined;
  if (name === "region" && isRegionId(value)) return { kind: "discovery", region: value };
  if (name === "tenant" && isWorkspaceId(value)) return { kind: "discovery-by-tenant", tenant: value };
  return undefined;
};
