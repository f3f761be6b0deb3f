import type { RegistrarBlock } from "@cogrion/edge-migration/zone/registrar-change";
import type { ZoneDifference, ZoneObstacle } from "@cogrion/edge-migration/zone/copy";
import { maxTtlBeforeMoveSeconds } from "@cogrion/edge-migration/zone/registrar-change";
import type { ZoneReport } from "@cogrion/edge-migration/zone/move";
import { plain, tableOf } from "@cogrion/cli/render/text";

const whatToDo: Record<ZoneObstacle["reason"], string> = {
  proxied: "Cloudflare answers in its stead: move its service first, then make it DNS only",
  apex_cname: "Route 53 takes no CNAME at the zone's name: make an alias there by hand",
  cloudflare_target: "it points at a host that ends with Cloudflare: move that first",
  wildcard_ns: "Route 53 takes no wildcard delegation: delegate each name",
  alias: "an alias is of its host alone: write it as plain records",
  routing_policy: "a routing policy is of its host alone: write it as plain records",
  unknown_type: "this type is not copied: make it there by hand, and remove it here",
};

const whatItMeans: Record<ZoneDifference["state"], string> = {
  missing: "not in Route 53: ./cogrion edge backfill dns",
  different: "other values or TTL in Route 53: ./cogrion edge backfill dns",
  answered_otherwise: "one of Route 53's servers answers otherwise: wait a minute, and verify again",
  surplus: "only in Route 53: remove it there, nobody else does",
};

const obstaclesText = (all: readonly ZoneObstacle[]): string =>
  tableOf(
    ["name", "type", "in the way, because"],
    all.map(({ name, type, reason }) => [name, type, whatToDo[reason]]),
  );

const differencesText = (all: readonly ZoneDifference[]): string =>
  tableOf(
    ["name", "type", "differs"],
    all.map(({ name, type, state }) => [name, type, whatItMeans[state]]),
  );

export const textOfReport = ({ recordSets, obstacles, differences }: ZoneReport): string =>
  [
    `${recordSets} record sets at Cloudflare.`,
    ...(obstacles.length > 0 ? [obstaclesText(obstacles)] : []),
    ...(differences.length > 0 ? [differencesText(differences)] : []),
    ...(obstacles.length + differences.length === 0 ? ["Route 53 holds the same."] : []),
  ].join("\n\n");

export const textOfBlock = (block: RegistrarBlock): string => {
  switch (block.reason) {
    case "obstacles":
      return obstaclesText(block.obstacles);
    case "differences":
      return differencesText(block.differences);
    case "signed":
      return "The parent holds a DS record: resolvers that validate would refuse Route 53's answers. Remove it at the registrar, and wait until its TTL has passed.";
    case "slow_ttl":
      return `A mistake would live for longer than ${maxTtlBeforeMoveSeconds} s. Lower the TTL, wait as long as the old one was, and copy again:\n${block.names.map((each) => `  ${plain(each)}`).join("\n")}`;
    default:
      return `The parent delegates to neither host alone, but to: ${block.nameServers.map(plain).join(", ") || "nobody"}. Look at the registrar first.`;
  }
};
