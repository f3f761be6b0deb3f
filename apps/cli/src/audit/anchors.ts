import { auditExportEnd, auditHead } from "@cogrion/contract";
import type { AuditHead } from "@cogrion/domain";
import { z } from "zod";
import { UsageError } from "../failure.ts";
import { linesOfFile } from "./lines.ts";
import { cogrion } from "../invocation.ts";

const event = z.object({ previous_hash: z.string(), hash: z.string() });
const line = z.union([auditExportEnd, event, auditHead]);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The heads in a file: one per line, as `audit head` and `verify --heads` write them, or the last
 * line of an export. @throws UsageError
 */
export const readAnchors = async (file: string): Promise<AuditHead[]> => {
  const anchors: AuditHead[] = [];
  let number = 0;
  for await (const text of linesOfFile(file)) {
    number++;
    if (text === "") continue;
    const read = line.safeParse(parsed(text));
    if (!read.success) throw new UsageError(`Line ${number} of ${file} is neither a head nor a line of an export.`);
    if ("previous_hash" in read.data) continue;
    const head = "end" in read.data ? read.data.end.head : read.data;
    anchors.push({ accountId: head.account_id ?? undefined, sequence: head.sequence, hash: head.hash });
  }
  if (anchors.length > 0) return anchors;
  throw new UsageError(`${file} contains no head. Write one with: ${cogrion} audit head --account ID --json`);
};

export const headLineOf = ({ accountId, sequence, hash }: AuditHead): string =>
  JSON.stringify({ account_id: accountId ?? null, sequence, hash });
