import type { AuditExportFormat, auditExportEnd } from "@cogrion/contract";
import type { AuditHead, AuditRecord } from "@cogrion/domain";
import { auditRecordOf } from "@cogrion/domain";
import type { AuditExport } from "@cogrion/services/audit/export";
import type { z } from "zod";
import { auditCsvHeader, auditCsvOf } from "./audit-csv.ts";

export const presentAuditHead = ({ accountId, sequence, hash }: AuditHead) => ({
  account_id: accountId ?? null,
  sequence,
  hash,
});

/** The text of an export, batch by batch. */
export async function* auditExportText(
  { head, isFiltered, batches }: AuditExport,
  format: AuditExportFormat,
  now: Date,
): AsyncGenerator<string, void> {
  if (format === "csv") yield auditCsvHeader;
  let events = 0;
  for await (const batch of batches) {
    events += batch.length;
    const records = batch.map(auditRecordOf);
    yield format === "csv" ? auditCsvOf(records) : records.map(lineOf).join("");
  }
  if (format === "csv") return;
  yield lineOf({
    end: {
      account_id: head.accountId ?? "",
      exported_at: now.toISOString(),
      events,
      is_filtered: isFiltered,
      head: presentAuditHead(head),
    },
  });
}

const lineOf = (value: AuditRecord | z.infer<typeof auditExportEnd>): string => `${JSON.stringify(value)}\n`;
