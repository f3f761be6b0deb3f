import type { RegistrarBlock } from "@cogrion/edge-migration/zone/registrar-change";
import type { ZoneDifference, ZoneObstacle } from "@cogrion/edge-migration/zone/copy";
import { maxTtlBeforeMoveSeconds } from "@cogrion/edge-migration/zone/registrar-change";
import type { ZoneReport } from "@cogrion/edge-migration/zone/move";
import { plain, tableOf } from "@cogrion/cli/render/text";

const whatToDo: Record<ZoneObstacle["reason"], string> = {
  proxied: "Cloudflare's proxy responds for it: move its service first, then change it to DNS only",
  apex_cname: "Route 53 accepts no CNAME at the zone's name: create an alias there by hand",
  cloudflare_target: "it points at a host that exists only at Cloudflare: move that service first",
  wildcard_ns: "Route 53 accepts no wildcard delegation: delegate each name",
  alias: "an alias works only at its DNS host: replace it with plain records",
  routing_policy: "a routing policy works only at its DNS host: replace it with plain records",
  unknown_type: "this type is not copied: create it in Route 53 by hand, and delete it at Cloudflare",
};

const whatItMeans: Record<ZoneDifference["state"], string> = {
  missing: "not in Route 53: ./cogrion edge backfill dns",
  different: "other values or TTL in Route 53: ./cogrion edge backfill dns",
  answered_otherwise: "one of Route 53's servers returns something else: wait a minute, then verify again",
  surplus: "only in Route 53: check it, and delete it there yourself",
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
    ...(obstacles.length + differences.length === 0 ? ["Route 53 has the same."] : []),
  ].join("\n\n");

export const textOfBlock = (block: RegistrarBlock): string => {
  switch (block.reason) {
    case "obstacles":
      return obstaclesText(block.obstacles);
    case "differences":
      return differencesText(block.differences);
    case "signed":
      return "The parent zone has a DS record, so validating resolvers would reject Route 53's responses. Delete it at the registrar, and wait until its TTL has passed.";
    case "slow_ttl":
      return `These TTLs are longer than ${maxTtlBeforeMoveSeconds} s, so a mistake would last that long. Lower them, wait for the old TTL, and copy again:\n${block.names.map((each) => `  ${plain(each)}`).join("\n")}`;
    default:
      return `The parent zone delegates to neither host alone, but to: ${block.nameServers.map(plain).join(", ") || "nobody"}. Check the registrar first.`;
  }
};
