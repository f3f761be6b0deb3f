import { hash } from "node:crypto";
import type { AuditHead, AuditRecord } from "@cogrion/domain";
import { auditGenesisHash, auditHashInputOf } from "@cogrion/domain";
import { expect, test } from "vitest";
import { checkExport } from "./check-export.ts";

const accountId = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";

const records: AuditRecord[] = [];
for (let sequence = 1; sequence <= 5; sequence++) {
  const record: AuditRecord = {
    sequence,
    id: `01932c07-3b1e-7c5a-9a53-00000000000${sequence}`,
    at: new Date(sequence).toISOString(),
    account_id: accountId,
    actor: { kind: "system", id: "control-plane" },
    action: "test.done",
    target: { kind: "test", id: String(sequence) },
    source_ip: null,
    outcome: "succeeded",
    request_id: null,
    details: null,
    previous_hash: records.at(-1)?.hash ?? auditGenesisHash,
    hash: "",
  };
  records.push({ ...record, hash: hash("sha256", auditHashInputOf(record), "hex") });
}
const lines = records.map((record) => JSON.stringify(record));
const endOf = (changes: object = {}): string =>
  JSON.stringify({
    end: {
      account_id: accountId,
      exported_at: new Date(0).toISOString(),
      events: records.length,
      is_filtered: false,
      head: { account_id: accountId, sequence: 5, hash: records[4]?.hash },
      ...changes,
    },
  });

async function* given(texts: readonly string[]): AsyncGenerator<string, void> {
  yield* texts;
}
const check = (texts: readonly string[], anchors: AuditHead[] = []) =>
  checkExport(given(texts), { anchors, onProgress: () => undefined });
const faultOf = async (texts: readonly string[], anchors: AuditHead[] = []) => {
  const { fault } = await check(texts, anchors);
  return fault && [fault.kind, fault.sequence];
};

test("a whole export holds, and tells its head", async () => {
  expect(await check([...lines, endOf()])).toEqual({
    accountId,
    events: 5,
    head: { accountId, sequence: 5, hash: records[4]?.hash },
    fault: undefined,
    isFiltered: false,
  });
});

test("one that was cut off is not taken for whole, wherever it ends", async () => {
  for (let kept = 1; kept <= lines.length; kept++)
    expect(await faultOf(lines.slice(0, kept))).toEqual(["truncated", kept + 1]);
  expect(await faultOf([...lines.slice(0, 4), lines[4]?.slice(0, 50) ?? ""])).toEqual(["edited", 5]);
});

test("one whose last events were taken out is found by its last line", async () => {
  expect(await faultOf([...lines.slice(0, 3), endOf()])).toEqual(["truncated", 4]);
});

test("a filtered one is checked as far as it goes, its count as well", async () => {
  const some = [lines[1] ?? "", lines[3] ?? ""];
  expect(await check([...some, endOf({ is_filtered: true, events: 2 })])).toMatchObject({
    isFiltered: true,
    fault: undefined,
  });
  expect(await faultOf([...some, endOf({ is_filtered: true, events: 3 })])).toEqual(["truncated", 0]);
});

test("an anchor tells an export that leads elsewhere, or no longer as far", async () => {
  const anchor = { accountId, sequence: 3, hash: "a".repeat(64) };
  expect(await faultOf([...lines, endOf()], [anchor])).toEqual(["anchor_mismatch", 3]);
  expect(await faultOf([...lines, endOf()], [{ ...anchor, sequence: 9 }])).toEqual(["truncated", 6]);
  expect(await faultOf([...lines, endOf()], [{ ...anchor, accountId: undefined }])).toBeUndefined();
});

test("what is no export at all is not called a broken one", async () => {
  await expect(check(["sequence,at,actor_kind"])).rejects.toThrow("no NDJSON export");
});
