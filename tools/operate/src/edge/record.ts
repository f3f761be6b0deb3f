import { dashboardHostOf, globalAuthHostOf, lookupHostOf } from "@cogrion/domain";
import type { HostMove } from "@cogrion/edge-migration/hosts/move";
import { createHostMove } from "@cogrion/edge-migration/hosts/move";
import type { FileJournal } from "./journal.ts";
import { hostJournal } from "./journal.ts";
import { pickVariables, readEdgeVariables } from "./variables.ts";
import type { DnsHostName } from "./zone.ts";
import { configuredRecords } from "./zone.ts";

/** Phases that end with their own record. */
const hostOf = { lookup: lookupHostOf, auth: globalAuthHostOf, ui: dashboardHostOf };
export type RecordPhase = keyof typeof hostOf;

export type RecordOptions = { host?: string; dns?: DnsHostName };

export const publicHostOf = (phase: RecordPhase, { host }: RecordOptions): string =>
  host ?? hostOf[phase](readEdgeVariables(pickVariables("ENVIRONMENT")).ENVIRONMENT);

/** The phase's public name, in the zone that serves it now. @throws UsageError */
export const configuredHost = (
  phase: RecordPhase,
  options: RecordOptions,
): { host: string; move: HostMove; exclusively: FileJournal<unknown>["exclusively"] } => {
  const host = publicHostOf(phase, options);
  const journal = hostJournal(host);
  const records = configuredRecords(options.dns);
  return { host, move: createHostMove({ host, records, journal }), exclusively: journal.exclusively };
};
