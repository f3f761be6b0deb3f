import type { LookupJournal } from "@cogrion/edge-migration/lookup/journal";
import { lookupBlocksOf } from "@cogrion/edge-migration/lookup/journal";
import { UsageError } from "@cogrion/cli/failure";
import { lookupJournal } from "./journal.ts";
import { servedBy, textOfSets } from "./placement-text.ts";
import { configuredHost } from "./record.ts";
import { pickVariables, readEdgeVariables } from "./variables.ts";
import type { DnsHostName } from "./zone.ts";
import { configuredZone } from "./zone.ts";

export type PhaseStatus = {
  phase: "lookup" | "auth" | "ui" | "dns";
  name: string;
  served_by: string;
  detail: string;
};

/** An error in one phase does not hide the others. */
const told = async (
  phase: PhaseStatus["phase"],
  look: () => Promise<Omit<PhaseStatus, "phase">>,
): Promise<PhaseStatus> => {
  try {
    return { phase, ...(await look()) };
  } catch (error) {
    const lines = error instanceof Error ? error.message.split("\n") : [];
    const detail = error instanceof UsageError ? lines.slice(1).join(",") || lines.join() : lines.join(" ");
    return { phase, name: "", served_by: "unknown", detail: detail.trim() };
  }
};

const progressOf = (journal: LookupJournal): string => {
  const { backfill, sweep, verified } = journal;
  const parts: string[] = [];
  if (backfill !== undefined) {
    const state = backfill.finishedAt === undefined ? "interrupted" : "done";
    parts.push(`backfill ${state}, ${backfill.tenants} tenants`);
  }
  if (sweep !== undefined) parts.push(`comparison interrupted, ${sweep.tenants} tenants`);
  const last = verified.at(-1);
  if (last !== undefined) parts.push(`last comparison ${last.finishedAt.toISOString()}, ${last.findings} findings`);
  parts.push(lookupBlocksOf(journal, new Date()).length === 0 ? "ready for its cutover" : "not ready for a cutover");
  return parts.join("; ");
};

/** The state of each phase: who serves its name, and what was done from this machine. */
export const edgeStatus = (dns: DnsHostName | undefined): Promise<PhaseStatus[]> => {
  const ofRecord = (phase: "lookup" | "auth" | "ui") =>
    told(phase, async () => {
      const { host, move } = configuredHost(phase, dns === undefined ? {} : { dns });
      const { placement, sets } = await move.look();
      const { ENVIRONMENT: environment } = readEdgeVariables(pickVariables("ENVIRONMENT"));
      const progress = phase === "lookup" ? [progressOf(await lookupJournal(environment).read())] : [];
      return { name: host, served_by: servedBy(placement), detail: [textOfSets(sets), ...progress].join("; ") };
    });
  return Promise.all([
    ofRecord("lookup"),
    ofRecord("auth"),
    ofRecord("ui"),
    told("dns", async () => {
      const { zoneName, source, target, parent } = configuredZone();
      const [ofSource, ofTarget, named] = await Promise.all([
        source.nameServers(),
        target.nameServers(),
        parent.nameServersOf(zoneName),
      ]);
      const isOf = (servers: readonly string[]): boolean => named.some((name) => servers.includes(name));
      const both = isOf(ofSource) && isOf(ofTarget);
      const one = isOf(ofTarget) ? servedBy("aws") : servedBy(isOf(ofSource) ? "cloudflare" : "elsewhere");
      return { name: zoneName, served_by: both ? "both" : one, detail: named.join(" ") || "no name servers" };
    }),
  ]);
};
