import type { DnsZoneContent } from "@cogrion/domain/dns/record-set";
import type { ZoneDifference, ZoneObstacle } from "./copy.ts";

// While resolvers cache a response of the old host, a fault in the new one shows late and is fixed
// late.
export const maxTtlBeforeMoveSeconds = 3600;

export type RegistrarBlock =
  | { reason: "obstacles"; obstacles: ZoneObstacle[] }
  | { reason: "differences"; differences: ZoneDifference[] }
  | { reason: "signed" }
  | { reason: "slow_ttl"; names: string[] }
  | { reason: "other_name_servers"; nameServers: string[] };

/**
 * The state of the one step that no command makes or undoes: the registrar's NS change. `under_way`
 * if the parent's servers return both hosts' names; `done` if they return only the target's.
 */
export type RegistrarChange =
  | { state: "blocked"; blocks: RegistrarBlock[] }
  | { state: "ready" | "under_way" | "done"; nameServers: string[] };

export type RegistrarFacts = {
  source: DnsZoneContent;
  obstacles: ZoneObstacle[];
  differences: ZoneDifference[];
  /**
   * Name servers of each host, and of the parent zone's own servers; in lower case, without
   * trailing dot.
   */
  nameServers: { source: string[]; target: string[]; parent: string[] };
  /**
   * Whether the parent zone has a DS record: validating resolvers would reject the target's
   * responses, which are not signed with those keys.
   */
  isSigned: boolean;
};

const isWithin = (some: readonly string[], all: readonly string[]): boolean => some.every((name) => all.includes(name));

const blocksOf = ({ source, obstacles, differences, nameServers, isSigned }: RegistrarFacts): RegistrarBlock[] => {
  const blocks: RegistrarBlock[] = [];
  const slow = source.recordSets.filter(({ ttlSeconds }) => ttlSeconds > maxTtlBeforeMoveSeconds);
  if (obstacles.length > 0) blocks.push({ reason: "obstacles", obstacles });
  if (differences.length > 0) blocks.push({ reason: "differences", differences });
  if (isSigned) blocks.push({ reason: "signed" });
  if (slow.length > 0) blocks.push({ reason: "slow_ttl", names: slow.map(({ name, type }) => `${name} ${type}`) });
  if (nameServers.parent.length === 0 || !isWithin(nameServers.parent, nameServers.source)) {
    blocks.push({ reason: "other_name_servers", nameServers: nameServers.parent });
  }
  return blocks;
};

export const registrarChangeOf = (facts: RegistrarFacts): RegistrarChange => {
  const { source, target, parent } = facts.nameServers;
  const isAtTarget = parent.length > 0 && isWithin(parent, target) && isWithin(target, parent);
  if (isAtTarget) return { state: "done", nameServers: target };
  // From here on nothing can be prevented, because the registrar already has the change.
  if (parent.some((name) => target.includes(name)) && isWithin(parent, [...source, ...target])) {
    return { state: "under_way", nameServers: target };
  }
  const blocks = blocksOf(facts);
  return blocks.length > 0 ? { state: "blocked", blocks } : { state: "ready", nameServers: target };
};
