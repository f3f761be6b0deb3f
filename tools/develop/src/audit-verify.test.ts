import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditRecord } from "@cogrion/domain";
import { auditGenesisHash, auditHashInputOf } from "@cogrion/domain";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgram } from "./program.ts";

const accountId = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
const at = new Date(0).toISOString();

const fields: AuditRecord = {
  sequence: 1,
  id: "01932c07-3b1e-7c5a-9a53-000000000001",
  at,
  account_id: accountId,
  actor: { kind: "system", id: "control-plane" },
  action: "test.done",
  target: { kind: "test", id: "1" },
  source_ip: null,
  outcome: "succeeded",
  request_id: null,
  details: null,
  previous_hash: auditGenesisHash,
  hash: "",
};
const first: AuditRecord = { ...fields, hash: hash("sha256", auditHashInputOf(fields), "hex") };
const head = { account_id: accountId, sequence: 1, hash: first.hash };
/**
 * An export of an account with more events: the end was cut off, and the last line claims that a
 * filter did it.
 */
const cut = [first, { end: { account_id: accountId, exported_at: at, events: 1, is_filtered: true, head } }]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join("");

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-verify-"));
  file = join(folder, "audit.ndjson");
  await writeFile(file, cut);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
});

const verify = async (...args: string[]) => {
  const printed = vi.spyOn(console, "log").mockReturnValue();
  process.exitCode = undefined;
  await createProgram().parseAsync(["audit", "verify", "--json", ...args], { from: "user" });
  const verdict: unknown = JSON.parse(String(printed.mock.lastCall?.[0]));
  return { code: process.exitCode ?? 0, verdict };
};
const anchorAt = async (sequence: number): Promise<string> => {
  const anchor = join(folder, "anchor.ndjson");
  await writeFile(anchor, JSON.stringify({ ...head, sequence, hash: sequence === 1 ? head.hash : "a".repeat(64) }));
  return anchor;
};
const broken = (kind: string) => ({ code: 7, verdict: { is_sound: false, faults: [{ kind }] } });

test("a file that was cut and calls itself filtered is a fault, and with an anchor beyond its end even where it may be filtered", async () => {
  expect(await verify("--file", file)).toMatchObject(broken("filtered"));
  expect(await verify("--file", file, "--against", await anchorAt(1))).toMatchObject(broken("filtered"));
  const beyond = ["--file", file, "--against", await anchorAt(9)];
  expect(await verify(...beyond)).toMatchObject(broken("truncated"));
  expect(await verify(...beyond, "--filtered")).toMatchObject(broken("truncated"));
});

test("one that its owner calls filtered holds, and is not called sound", async () => {
  const verdict = { is_sound: null, is_filtered: true, unproven: ["completeness"], faults: [] };
  expect(await verify("--file", file, "--filtered")).toMatchObject({ code: 0, verdict });
  expect(await verify("--file", file, "--filtered", "--against", await anchorAt(1))).toMatchObject({
    code: 0,
    verdict,
  });
});

test("a filtered export from the API is a fault if no filter was requested", async () => {
  vi.stubEnv("COGRION_TOKEN", "token");
  const api = createServer((_, response) =>
    response.writeHead(200, { "content-type": "application/x-ndjson" }).end(cut),
  ).listen(0, "127.0.0.1");
  await once(api, "listening");
  try {
    const origin = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    expect(await verify("--account", accountId, "--api-url", origin)).toMatchObject(broken("filtered"));
  } finally {
    api.closeAllConnections();
    api.close();
  }
});

test.each([
  ["an API's export", ["--account", accountId]],
  ["a region", []],
  ["heads to keep", ["--file", "audit.ndjson", "--heads", "heads.ndjson"]],
])("--filtered is not for %s", async (_, args) => {
  await expect(verify("--filtered", ...args)).rejects.toThrow("--filtered requires --file and excludes --heads");
});
