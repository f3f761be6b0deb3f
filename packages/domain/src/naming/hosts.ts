import type { Environment } from "./environment.ts";
import { environmentLabelOf, environments, rootDomainOf } from "./environment.ts";
import type { RegionId } from "./region.ts";
import { isRegionId } from "./region.ts";
import type { WorkspaceId } from "../workspace/id.ts";
import { isWorkspaceId } from "../workspace/id.ts";

/** The location of a host: one environment in one region. */
export type Place = { environment: Environment; region: RegionId };

/** Services that Cogrion runs in every region. */
export const regionalServices = ["cplane", "auth", "temporal", "grafana"] as const;
export type RegionalService = (typeof regionalServices)[number];

/**
 * Services of a workspace where users sign in. Each has its own redirect URI, because Keycloak
 * supports no host wildcard.
 */
export const workspaceServices = ["bff", "app"] as const;
export type WorkspaceService = (typeof workspaceServices)[number];

/**
 * `{env.}{region}.cogrion.com`: the parent zone of a region's workspaces, and the suffix of its own
 * hosts.
 */
export const regionDomainOf = ({ environment, region }: Place): string =>
  [environmentLabelOf(environment), region, rootDomainOf(environment)].filter(Boolean).join(".");

export const regionalHostOf = (service: RegionalService, place: Place): string => `${service}.${regionDomainOf(place)}`;

/** The zone that is delegated to the client's account: `w-{slug}.{env.}{region}.cogrion.com`. */
export const delegatedZoneOf = (workspaceId: WorkspaceId, place: Place): string =>
  `${workspaceId}.${regionDomainOf(place)}`;

export const workspaceHostOf = (service: WorkspaceService, workspaceId: WorkspaceId, place: Place): string =>
  `${service}.${delegatedZoneOf(workspaceId, place)}`;

export type Host =
  | { kind: "regional"; service: RegionalService; place: Place }
  | { kind: "workspace"; service: WorkspaceService; workspaceId: WorkspaceId; place: Place }
  | { kind: "delegated-zone"; workspaceId: WorkspaceId; place: Place };

/** The inverse of the functions above; undefined for any other host. */
export const parseHost = (host: string): Host | undefined => {
  for (const environment of environments) {
    const suffix = `.${rootDomainOf(environment)}`;
    if (!host.endsWith(suffix)) continue;
    const labels = host.slice(0, -suffix.length).split(".");
    const region = labels.pop();
    if (region === undefined || !isRegionId(region)) continue;
    const label = environmentLabelOf(environment);
    if (label !== undefined && labels.pop() !== label) continue;
    const parsed = parseLabels(labels, { environment, region });
    if (parsed !== undefined) return parsed;
  }
  return undefined;
};

const isOneOf = <T extends string>(all: readonly T[], text: string | undefined): text is T =>
  all.some((each) => each === text);

const parseLabels = (labels: string[], place: Place): Host | undefined => {
  const [first, second] = labels;
  if (labels.length === 1 && isOneOf(regionalServices, first)) return { kind: "regional", service: first, place };
  if (labels.length === 1 && first !== undefined && isWorkspaceId(first))
    return { kind: "delegated-zone", workspaceId: first, place };
  if (labels.length === 2 && isOneOf(workspaceServices, first) && second !== undefined && isWorkspaceId(second))
    return { kind: "workspace", service: first, workspaceId: second, place };
  return undefined;
};
