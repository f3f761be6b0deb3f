import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const events = 50_000;
const detailBytes = 6000;
// Rows per transaction: with more of them, each event passes more versions of the head.
const batch = 500;
const mebibyte = 1024 * 1024;

/** VmHWM of proc(5): the peak memory of the process, or since its last reset. */
const peakOf = async (pid: number): Promise<number> =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
const resetPeakOf = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, "5");

/** An export that is far larger than the memory that the process may use. */
describe("a large export of the audit", () => {
  let stage: Stage;
  let accountId: string;
  // A separate process whose heap cannot hold the file.
  let controlPlane: ControlPlane;
  beforeAll(async () => {
    stage = await setStage();
    controlPlane = await startControlPlane({
      DATABASE_URL: stage.databaseUrl,
      AUTH_DOMAIN: new URL(stage.issuer).host,
      NODE_OPTIONS: "--max-old-space-size=160",
    });
    accountId = (await stage.call("POST", "/api/accounts", { as: "eve", body: { name: "Large" } })).body.id;
    for (let made = 0; made < events; made += batch) {
      await stage.pool.query(
        `insert into audit_events (id, account_id, actor_kind, actor_id, action, target_kind, target_id, outcome, details)
         select gen_random_uuid(), $1, 'system', 'test', 'test.done', 'test', 'n-' || n, 'succeeded',
                json_build_object('text', repeat('x', ${detailBytes}))
         from generate_series($2::int, $3::int) as n`,
        [accountId, made, made + batch - 1],
      );
    }
  });
  afterAll(() => stage?.stop());
  afterAll(() => controlPlane?.stop());
  const open = async (query: string) => {
    const controller = new AbortController();
    const url = new URL(`/api/accounts/${accountId}/audit/export${query}`, controlPlane.publicUrl);
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${await stage.token("eve")}` },
      signal: controller.signal,
    });
    expect(response.status).toBe(200);
    const body = response.body as ReadableStream<Uint8Array>;
    return { reader: body.getReader(), controller };
  };

  test("comes as it is read, and leaves the process as small as it was, also where the reader pauses", async () => {
    const { pid } = controlPlane;
    await resetPeakOf(pid);
    const before = await peakOf(pid);
    const { reader } = await open("");
    let bytes = 0;
    let lines = 0;
    for (let isPaused = false; ;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      for (const byte of value) if (byte === 10) lines++;
      if (!isPaused && bytes > 20 * mebibyte) {
        isPaused = true;
        await sleep(2000);
      }
    }
    expect(bytes).toBeGreaterThan(events * detailBytes);
    // Three more lines: the account's creation, the export's own event and the last line.
    expect(lines).toBe(events + 3);
    // Two thirds of the file: on a busy machine the heap grows to its limit before it is collected.
    expect((await peakOf(pid)) - before).toBeLessThan(200 * mebibyte);
  });

  test("an export that fails midway is cut off, so that nobody mistakes it for complete; the next one is complete again", async () => {
    const { reader } = await open("");
    await reader.read();
    await stage.pool.query("alter table audit_events rename to audit_events_away");
    try {
      const readOn = async (): Promise<void> => {
        while (!(await reader.read()).done);
      };
      await expect(readOn()).rejects.toThrow("terminated");
    } finally {
      await stage.pool.query("alter table audit_events_away rename to audit_events");
    }
    const after = await stage.call("GET", `/api/accounts/${accountId}/audit/export?target_id=n-7`, { as: "eve" });
    expect(after.body.trimEnd().split("\n")).toHaveLength(2);
  });

  test("it ends when the reader disconnects", async () => {
    const { reader, controller } = await open("");
    await reader.read();
    controller.abort();
    const metric = async () => {
      const text = await (await fetch(new URL("/metrics", controlPlane.opsUrl))).text();
      return /^http_requests_in_flight\{[^}]*listener="public"[^}]*\} (\d+)$/m.exec(text)?.[1];
    };
    await expect.poll(metric, { timeout: 20_000 }).toBe("0");
  });
});
