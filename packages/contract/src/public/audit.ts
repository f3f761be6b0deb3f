import { z } from "zod";
import { defineRoute } from "../route.ts";
import { auditEvent, auditExportFormats, auditFilter, auditHead } from "../schemas/audit.ts";
import { accountParams, pageOf, pageQuery } from "../schemas/common.ts";

const ofAccount = { security: "principal", permission: "audit.read", params: accountParams } as const;

export const listAudit = defineRoute({
  ...ofAccount,
  id: "audit.list",
  method: "GET",
  path: "/api/accounts/{account_id}/audit",
  summary: "List the account's audit log",
  query: z.strictObject({ ...auditFilter, ...pageQuery }),
  responses: { 200: { description: "A page", schema: pageOf(auditEvent) } },
  errors: ["account_not_found", "role_insufficient", "cursor_invalid"],
});

export const getAuditHead = defineRoute({
  ...ofAccount,
  id: "audit.head",
  method: "GET",
  path: "/api/accounts/{account_id}/audit/head",
  summary: "Get the sequence and hash of the latest audit event",
  responses: { 200: { description: "The head; sequence 0 where there is no event", schema: auditHead } },
  errors: ["account_not_found", "role_insufficient"],
});

export const exportAudit = defineRoute({
  ...ofAccount,
  id: "audit.export",
  method: "GET",
  path: "/api/accounts/{account_id}/audit/export",
  limit: "exports",
  summary: "Export the account's audit log, oldest first",
  description:
    "A stream up to the moment of the request. The export is an event of the audit itself, and its last one. Where it breaks, the connection is cut off without the end of the HTTP message, and an NDJSON file lacks its last line.",
  query: z.strictObject({
    format: z.enum(auditExportFormats).default("ndjson"),
    ...auditFilter,
  }),
  responses: {
    200: {
      description: "The events",
      headers: { "content-disposition": "A name for the file" },
      downloads: {
        ndjson: {
          mediaType: "application/x-ndjson",
          description:
            'An AuditEvent a line; the last line is `{"end": …}` with the number of events and the chain\'s head',
        },
        csv: {
          mediaType: "text/csv",
          description:
            "RFC 4180 with a header; cells that a spreadsheet would take for a formula begin with an apostrophe",
        },
      },
    },
  },
  errors: ["account_not_found", "role_insufficient"],
});
