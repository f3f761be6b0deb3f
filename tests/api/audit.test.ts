import { execFileSync } from "node:child_process";
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { auditExportEnd } from "@cogrion/contract";
import type { AuditRecord } from "@cogrion/domain";
import { createChainCheck } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer, Person, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

const linesOf = (text: string): unknown[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

/** The records of an NDJSON export, and its last line. */
const exportOf = (text: string) => {
  const lines = linesOf(text);
  return { records: lines.slice(0, -1) as AuditRecord[], end: auditExportEnd.parse(lines.at(-1)).end };
};

describe("audit", () => {
  let stage: Stage;
  let accountId: string;
  let workspaceId: string;
  beforeAll(async () => {
    stage = await setStage();
    // A separate account, so that it contains no events of other suites.
    accountId = await accountOf("adam", "Audited");
    const aws = { account_id: "222222222222" };
    const created = await stage.call("POST", "/api/workspaces", {
      as: "adam",
      body: { account_id: accountId, slug: "audited", aws },
    });
    workspaceId = created.body.id;
    await stage.call("POST", `/api/workspaces/${workspaceId}/tokens`, { as: "adam", body: { name: "bff" } });
    await stage.call("POST", `/api/workspaces/${workspaceId}/cancel`, { as: "adam" });
  });
  afterAll(() => stage?.stop());
  const accountOf = async (as: Person, name: string): Promise<string> =>
    (await stage.call("POST", "/api/accounts", { as, body: { name } })).body.id;
  const read = (path: string, as: Person = "adam", account = accountId): Promise<Answer> =>
    stage.call("GET", `/api/accounts/${account}/audit${path}`, { as });
  const actionsOf = ({ body }: Answer): string[] => body.items.map(({ action }: AuditRecord) => action);

  test("each change is recorded: who, what, target, address, outcome and request", async () => {
    const me = await stage.call("GET", "/api/me", { as: "adam" });
    const deleted = await stage.call("DELETE", `/api/workspaces/${workspaceId}`, {
      as: "adam",
      headers: { "x-request-id": "request-of-the-audit" },
    });
    expect(deleted.status).toBe(202);
    const page = await read("");
    expect(actionsOf(page)).toEqual([
      "workspace.deletion_requested",
      "workspace.cancelled",
      "workspace_token.minted",
      "workspace.created",
      "account.created",
    ]);
    expect(page.body.items[0]).toMatchObject({
      sequence: 5,
      account_id: accountId,
      actor: { kind: "principal", id: me.body.uid },
      target: { kind: "workspace", id: workspaceId },
      source_ip: "127.0.0.1",
      outcome: "succeeded",
      request_id: "request-of-the-audit",
      details: { before: { state: "deleting" }, after: { state: "deleting" } },
    });
    expect(page.body.items[1].details).toEqual({ before: { state: "requested" }, after: { state: "deleting" } });
    expect(page.body.items[2].details).toEqual({ workspace_id: workspaceId, name: "bff" });
  });

  test("a refused attempt is there too, with the permission that was wanting", async () => {
    const refused = await stage.call("DELETE", `/api/workspaces/${(await stage.givenWorkspace("wished-away")).id}`, {
      as: "vera",
    });
    expect(refused.status).toBe(403);
    const page = await read("?outcome=refused&limit=1", "ada", stage.accountId);
    const vera = await stage.call("GET", "/api/me", { as: "vera" });
    expect(page.body.items[0]).toMatchObject({
      action: "workspace.delete",
      outcome: "refused",
      actor: { id: vera.body.uid },
      target: { id: "w-wished-away" },
      request_id: refused.headers.get("x-request-id"),
    });
  });

  test("it is paged newest first, each event once, while others are added", async () => {
    const all = (await read("?limit=100")).body.items.map(({ sequence }: AuditRecord) => sequence);
    const paged: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: Answer = await read(`?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.body.items.map(({ sequence }: AuditRecord) => sequence));
      cursor = page.body.next_cursor;
      await read("/export?format=csv&to=2020-01-01T00:00:00Z");
    }
    expect(paged).toEqual(all);
    expect((await read("?cursor=AAAA")).body.code).toBe("cursor_invalid");
  });

  test("filters hold together: by actor, action, target, outcome and time", async () => {
    const { body } = await read("?limit=100");
    const events: AuditRecord[] = body.items;
    const uid = events[0]?.actor.id ?? "";
    expect(actionsOf(await read(`?actor_id=${uid}&action=workspace.created`))).toEqual(["workspace.created"]);
    expect(actionsOf(await read("?actor_id=somebody"))).toEqual([]);
    expect(actionsOf(await read(`?target_kind=workspace&target_id=${workspaceId}&action=workspace.cancelled`))).toEqual(
      ["workspace.cancelled"],
    );
    expect(actionsOf(await read("?outcome=refused"))).toEqual([]);
    const { at = "" } = events.find(({ action }) => action === "workspace_token.minted") ?? {};
    const sinceThen = events.filter((each) => each.at >= at).map(({ action }) => action);
    expect(actionsOf(await read(`?limit=100&from=${at}`))).toEqual(sinceThen);
    expect(actionsOf(await read(`?limit=100&to=${at}`))).toEqual(
      events.filter((each) => each.at < at).map(({ action }) => action),
    );
    const elsewhere = encodeURIComponent(at.replace("Z", "+00:00"));
    expect(actionsOf(await read(`?limit=100&from=${elsewhere}`))).toEqual(sinceThen);
  });

  test.each([
    "?from=yesterday",
    "?from=2026-01-01",
    "?outcome=maybe",
    "?action=everything",
    "?target_kind=W",
    `?actor_id=${"a".repeat(257)}`,
    "?target_id=a%00b",
    "?actor_id=",
    "?who=me",
    "/export?format=xlsx",
    "/export?format=constructor",
    "/export?limit=5",
    "/head?from=2026-01-01T00:00:00Z",
  ])("%s is refused", async (path) => {
    const answer = await read(path);
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
  });

  test("another account's audit is not there, and in one's own it takes an admin", async () => {
    for (const path of ["", "/head", "/export"]) {
      const foreign = await read(path, "eve");
      expect([foreign.status, foreign.body.code]).toEqual([404, "account_not_found"]);
      const small = await read(path, "olga", stage.accountId);
      expect([small.status, small.body.code]).toEqual([403, "role_insufficient"]);
    }
  });

  test("an NDJSON export is the whole chain with its head, and holds; its own event is the last one", async () => {
    const answer = await read("/export");
    expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
    expect(answer.headers.get("content-disposition")).toMatch(
      new RegExp(`^attachment; filename="audit-${accountId}-\\d{4}-\\d\\d-\\d\\d\\.ndjson"$`),
    );
    const { records, end } = exportOf(answer.body);
    expect(end).toMatchObject({ account_id: accountId, is_filtered: false, events: records.length });
    expect(records.at(-1)).toMatchObject({
      action: "audit.exported",
      details: { format: "ndjson", filter: {} },
      request_id: answer.headers.get("x-request-id"),
    });
    const check = createChainCheck({ accountId, sha256: (text) => hash("sha256", text, "hex") });
    for (const record of records) check.add(record);
    expect(check.end({ head: end.head })).toBeUndefined();
    expect((await read("/head")).body).toEqual(end.head);
  });

  test("an auditor's own program of a few lines, as the guide has it, finds the same hashes", async () => {
    const guide = await readFile(new URL("../../docs/guides/audit.md", import.meta.url), "utf8");
    const [, program = ""] = /```python\n([\s\S]+?)```/.exec(guide) ?? [];
    const { body } = await read("/export");
    const run = (input: string) => execFileSync("python3", ["-c", program], { input, encoding: "utf8" }).trim();
    const { records } = exportOf(body);
    expect(run(body)).toBe(`${records.length} events hold`);
    const edited = body.replace('"workspace.created"', '"workspace.creatEd"');
    expect(() => run(edited)).toThrow("event 2");
  });

  test("a filtered export says that it is one", async () => {
    const { records, end } = exportOf((await read("/export?action=workspace.created")).body);
    expect(records.map(({ action }) => action)).toEqual(["workspace.created"]);
    expect(end).toMatchObject({ is_filtered: true, events: 1 });
  });

  test("a CSV export opens in any reader of RFC 4180, and runs nothing in a spreadsheet", async () => {
    await stage.store.audit.append({
      accountId,
      actor: { kind: "system", id: "=cmd|' /C calc'!A0" },
      action: "test.done",
      target: { kind: "test", id: 'a "quoted", line\r\nbroken' },
      sourceIp: undefined,
      outcome: "succeeded",
      requestId: "-1+1",
      details: { formula: "@SUM(A1)" },
    });
    const answer = await read("/export?format=csv&action=test.done");
    expect(answer.headers.get("content-type")).toContain("text/csv");
    const program =
      "import csv,sys,json,io; print(json.dumps(list(csv.DictReader(io.StringIO(sys.stdin.buffer.read().decode(), newline='')))))";
    const rows = JSON.parse(execFileSync("python3", ["-c", program], { input: answer.body, encoding: "utf8" }));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      actor_id: "'=cmd|' /C calc'!A0",
      target_id: 'a "quoted", line\r\nbroken',
      request_id: "'-1+1",
      details: '{"formula":"@SUM(A1)"}',
      source_ip: "",
      account_id: accountId,
    });
    expect(rows[0].hash).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.body.split("\r\n").at(-1)).toBe("");
  });

  test("HEAD returns the headers of GET, without the file", async () => {
    const answer = await stage.call("HEAD", `/api/accounts/${accountId}/audit/export?format=csv`, { as: "adam" });
    expect([answer.status, answer.body, answer.headers.get("content-type")]).toEqual([200, undefined, "text/csv"]);
  });

  test("a format that the request does not accept is refused before anything is written", async () => {
    const { body: before } = await read("/head");
    const answer = await stage.call("GET", `/api/accounts/${accountId}/audit/export?format=csv`, {
      as: "adam",
      headers: { accept: "application/x-ndjson" },
    });
    expect([answer.status, answer.body.code]).toEqual([406, "not_acceptable"]);
    expect((await read("/head")).body).toEqual(before);
  });
});
