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
  responses: { 200: { description: "The head; its sequence is 0 if there are no events", schema: auditHead } },
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
    "A stream of all events up to the moment of the request. The export is itself an audit event, and the last one in the stream. If the export fails midway, the connection closes before the end of the HTTP message, and an NDJSON file has no last line.",
  query: z.strictObject({
    format: z.enum(auditExportFormats).default("ndjson"),
    ...auditFilter,
  }),
  responses: {
    200: {
      description: "The events",
      headers: { "content-disposition": "A file name for the export" },
      downloads: {
        ndjson: {
          mediaType: "application/x-ndjson",
          description:
            'One AuditEvent per line; the last line is `{"end": …}` with the number of events and the chain\'s head',
        },
        csv: {
          mediaType: "text/csv",
          description:
            "RFC 4180 with a header; cells that a spreadsheet would run as a formula start with an apostrophe",
        },
      },
    },
  },
  errors: ["account_not_found", "role_insufficient"],
});
