import type { DnsChange } from "@cogrion/domain/ports/dns-records";
import type { DnsKey, UnsupportedReason, DnsRecordSet, DnsZoneContent } from "@cogrion/domain/dns/record-set";
import { isSameDnsSet } from "@cogrion/domain/dns/record-set";
import { isCloudflaresName } from "../hosts/placement.ts";

export type ZoneObstacle = {
  name: string;
  type: string;
  /**
   * `apex_cname`: Route 53 accepts no CNAME at the zone's own name. `cloudflare_target`: it points
   * at a host that exists only at Cloudflare.
   */
  reason: "proxied" | "apex_cname" | "cloudflare_target" | "wildcard_ns" | UnsupportedReason;
};

/**
 * `answered_otherwise`: the target has the wanted record, but one of its own servers returns
 * something else.
 */
export type ZoneDifference = {
  name: string;
  type: string;
  state: "missing" | "different" | "surplus" | "answered_otherwise";
};

const reasonOf = (set: DnsRecordSet, zoneName: string): ZoneObstacle["reason"] | undefined => {
  if (set.isProxied === true) return "proxied";
  if (set.type === "CNAME" && set.name === zoneName) return "apex_cname";
  if (set.type === "CNAME" && set.values.some(isCloudflaresName)) return "cloudflare_target";
  return set.type === "NS" && set.name.startsWith("*.") ? "wildcard_ns" : undefined;
};

const keyOf = ({ name, type }: { name: string; type: string }): string => `${name} ${type}`;

/**
 * The records of the zone that Route 53 cannot hold unchanged. An alias at the zone's own name,
 * which a person created there, replaces a flattened CNAME.
 */
export const zoneObstaclesOf = (source: DnsZoneContent, target: DnsZoneContent, zoneName: string): ZoneObstacle[] => {
  const hasApexAlias = target.unsupported.some(
    ({ name, unsupportedReason }) => name === zoneName && unsupportedReason === "alias",
  );
  const ofSets = source.recordSets.flatMap((set) => {
    const reason = reasonOf(set, zoneName);
    return reason === undefined || (reason === "apex_cname" && hasApexAlias)
      ? []
      : [{ name: set.name, type: set.type, reason }];
  });
  return [
    ...ofSets,
    ...source.unsupported.map(({ name, type, unsupportedReason }) => ({ name, type, reason: unsupportedReason })),
  ];
};

const copied = (source: DnsZoneContent, zoneName: string): DnsRecordSet[] =>
  source.recordSets.filter((set) => reasonOf(set, zoneName) === undefined);

/**
 * Differences between what can be copied and what the target has. A set that only the target has
 * would be served after the move, and was not before it.
 */
export const zoneDifferencesOf = (
  source: DnsZoneContent,
  target: DnsZoneContent,
  zoneName: string,
): ZoneDifference[] => {
  const held = new Map(target.recordSets.map((set) => [keyOf(set), set]));
  const wanted = copied(source, zoneName);
  const wantedKeys = new Set(wanted.map(keyOf));
  const ofWanted = wanted.flatMap((set): ZoneDifference[] => {
    const { name, type } = set;
    const found = held.get(keyOf(set));
    if (found === undefined) return [{ name, type, state: "missing" }];
    return isSameDnsSet(set, found) ? [] : [{ name, type, state: "different" }];
  });
  const surplus = [...target.recordSets, ...target.unsupported].filter(
    (set) =>
      !wantedKeys.has(keyOf(set)) &&
      !("unsupportedReason" in set && set.unsupportedReason === "alias" && set.name === zoneName),
  );
  return [...ofWanted, ...surplus.map(({ name, type }) => ({ name, type, state: "surplus" as const }))];
};

/**
 * A CNAME and other types exclude each other at a name, so conflicting records are deleted in the
 * same change.
 */
const inTheWay = (set: DnsRecordSet, target: DnsZoneContent): DnsKey[] =>
  target.recordSets
    .filter(({ name, type }) => name === set.name && (type === "CNAME") !== (set.type === "CNAME"))
    .map(({ name, type }) => ({ name, type }));

/**
 * The changes that make the target equal to the source, one group per name. A group must be applied
 * completely. Only records that conflict with a copy are deleted.
 */
export const zoneChangesOf = (source: DnsZoneContent, target: DnsZoneContent, zoneName: string): DnsChange[][] => {
  const held = new Map(target.recordSets.map((set) => [keyOf(set), set]));
  const groups = new Map<string, Map<string, DnsChange>>();
  for (const set of copied(source, zoneName)) {
    const found = held.get(keyOf(set));
    if (found !== undefined && isSameDnsSet(set, found)) continue;
    const group = groups.get(set.name) ?? new Map<string, DnsChange>();
    for (const remove of inTheWay(set, target)) group.set(keyOf(remove), { remove });
    group.set(keyOf(set), { put: set });
    groups.set(set.name, group);
  }
  return [...groups.values()].map((group) => [...group.values()]);
};
