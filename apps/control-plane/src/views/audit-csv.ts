import type { AuditRecord } from "@cogrion/domain";
import { canonicalJson } from "@cogrion/domain";
import type { JsonObject } from "@cogrion/domain";
import { stringify } from "csv-stringify/sync";

const columns = [
  "sequence",
  "at",
  "actor_kind",
  "actor_id",
  "action",
  "target_kind",
  "target_id",
  "outcome",
  "source_ip",
  "request_id",
  "details",
  "id",
  "account_id",
  "previous_hash",
  "hash",
] as const;

const options = {
  record_delimiter: "\r\n",
  // A spreadsheet would run a cell that begins with one of = + - @ as a formula.
  escape_formulas: true,
};

export const auditCsvHeader = stringify([columns], options);

/** RFC 4180. */
export const auditCsvOf = (records: readonly AuditRecord[]): string => stringify(records.map(rowOf), options);

const rowOf = (record: AuditRecord): (string | number | null)[] => {
  const { actor, target, details } = record;
  const flat: Record<(typeof columns)[number], string | number | null> = {
    ...record,
    actor_kind: actor.kind,
    actor_id: actor.id,
    target_kind: target.kind,
    target_id: target.id,
    details: details === null ? null : canonicalJson(details as JsonObject),
  };
  return columns.map((column) => flat[column]);
};
