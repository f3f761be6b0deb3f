import type { LookupBlock } from "@cogrion/edge-migration/lookup/journal";
import type { LookupFinding, LookupReport } from "@cogrion/edge-migration/lookup/verify";
import { tableOf } from "@cogrion/cli/render/text";

const whatItMeans: Record<LookupFinding["difference"], string> = {
  missing: "one store lacks the route",
  different: "the stores hold different routes",
  version: "the stores hold different versions",
  damaged: "the stored value is not a valid route of the tenant",
  answer: "a host's response differs from its store",
};

const findingsText = (all: readonly LookupFinding[]): string =>
  tableOf(
    ["tenant", "finding", "Cloudflare", "AWS"],
    all.map(({ workspaceId, difference, cloudflare, aws }) => [workspaceId, whatItMeans[difference], cloudflare, aws]),
  );

export const textOfLookupReport = (report: LookupReport): string => {
  const { tenants, findings, examples, repaired, isBrokenOff, hosts } = report;
  const asked = hosts.length === 0 ? "no host was queried" : `asked: ${hosts.join(" and ")}`;
  const lines = [`${tenants} tenants compared in both stores; ${asked}.`];
  if (findings === 0) lines.push("All are the same.");
  else lines.push(`${findings} findings${findings > examples.length ? `, the first ${examples.length}` : ""}:`);
  if (examples.length > 0) lines.push(findingsText(examples));
  if (isBrokenOff) lines.push("Stopped: too many routes differ. Copy first: ./cogrion edge backfill lookup");
  else if (repaired > 0) lines.push(`Repaired: ${repaired}. Verify again.`);
  else if (findings > 0) lines.push("--repair repairs the differences.");
  return lines.join("\n\n");
};

const whatToDo: Record<LookupBlock, string> = {
  backfill_unfinished: "A backfill was interrupted. To continue it: ./cogrion edge backfill lookup",
  verify_twice:
    "Two comparisons in a row, of both stores and both hosts, must have no findings: ./cogrion edge verify lookup --cloudflare … --aws …, twice.",
  verify_again: "The last comparison is older than a day. Compare again: ./cogrion edge verify lookup",
};

export const textOfLookupBlocks = (blocks: readonly LookupBlock[]): string =>
  ["Not yet.", ...blocks.map((block) => `  ${whatToDo[block]}`)].join("\n");
