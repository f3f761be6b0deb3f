import { readFile } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createPool, createStore } from "@cogrion/postgres";
import { exportAudit } from "@cogrion/services/audit/export";
import { auditExportText } from "../../apps/control-plane/src/views/audit.ts";

/**
 * Exports one account's audit like the API, to a reader that takes everything; prints time and
 * memory on standard output.
 */
const { DATABASE_URL = "", ACCOUNT_ID = "", FORMAT = "ndjson" } = process.env;

const peakMebibytes = async (): Promise<number> =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1]) / 1024;

const pool = createPool({ databaseUrl: DATABASE_URL, applicationName: "bench-export" });
const store = createStore(pool);
const caller = {
  principal: {
    uid: "bench",
    email: "bench@example.com",
    kind: "user" as const,
    externalId: "bench",
    systemRoles: [],
    supportAccess: [],
    accounts: [{ id: ACCOUNT_ID, roles: ["owner" as const] }],
  },
  sourceIp: undefined,
  requestId: undefined,
};
const exportOnce = async (filter: object): Promise<number> => {
  const format = FORMAT === "csv" ? "csv" : "ndjson";
  const exported = await exportAudit({ store }, caller, { accountId: ACCOUNT_ID, filter, format });
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(Readable.from(auditExportText(exported, format, new Date()), { objectMode: false }), sink);
  return bytes;
};

// A small one first, so that the export is measured and not the loading of code.
await exportOnce({ action: "account.created" });
const before = await peakMebibytes();
const startedAt = performance.now();
const bytes = await exportOnce({});
const seconds = (performance.now() - startedAt) / 1000;
console.log(JSON.stringify({ bytes, seconds, grownMebibytes: (await peakMebibytes()) - before }));
await pool.end();
