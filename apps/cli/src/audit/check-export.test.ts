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
const check = (texts: readonly string[], anchors: AuditHead[] = [], mayBeFiltered = false) =>
  checkExport(given(texts), { anchors, mayBeFiltered, onProgress: () => undefined });
const faultOf = async (texts: readonly string[], anchors: AuditHead[] = [], mayBeFiltered = false) => {
  const { fault } = await check(texts, anchors, mayBeFiltered);
  return fault && [fault.kind, fault.sequence];
};

test("a complete export is valid, and has its head", async () => {
  expect(await check([...lines, endOf()])).toEqual({
    accountId,
    events: 5,
    head: { accountId, sequence: 5, hash: records[4]?.hash },
    fault: undefined,
    isFiltered: false,
    unprovenAnchors: 0,
  });
});

test("an export that was cut off is never mistaken for a complete one, wherever it ends", async () => {
  for (let kept = 1; kept <= lines.length; kept++)
    expect(await faultOf(lines.slice(0, kept))).toEqual(["truncated", kept + 1]);
  expect(await faultOf([...lines.slice(0, 4), lines[4]?.slice(0, 50) ?? ""])).toEqual(["edited", 5]);
});

test("one whose last events were taken out is found by its last line", async () => {
  expect(await faultOf([...lines.slice(0, 3), endOf()])).toEqual(["truncated", 4]);
});

const some = [lines[1] ?? "", lines[3] ?? ""];
const endOfSome = (changes: object = {}): string => endOf({ is_filtered: true, events: 2, ...changes });
const anchorAt = (sequence: number, hash = records[sequence - 1]?.hash ?? ""): AuditHead => ({
  accountId,
  sequence,
  hash,
});

test("a filtered export is verified as far as possible, including its count", async () => {
  expect(await check([...some, endOfSome()], [], true)).toMatchObject({ isFiltered: true, fault: undefined });
  expect(await faultOf([...some, endOfSome({ events: 3 })], [], true)).toEqual(["truncated", 0]);
});

test("an export's own claim to be filtered is not trusted, whatever its last line says and wherever it was cut", async () => {
  for (let kept = 0; kept <= lines.length; kept++) {
    const end = endOf({ is_filtered: true, events: kept });
    expect([kept, await faultOf([...lines.slice(0, kept), end])]).toEqual([kept, ["filtered", 0]]);
    expect(await faultOf([...lines.slice(0, kept), end], [anchorAt(5)])).toEqual(["filtered", 0]);
    expect(await faultOf([...lines.slice(0, kept), end], [anchorAt(9, "a".repeat(64))])).toEqual(["truncated", 6]);
  }
  const edited = some.map((line) => line.replace("test.done", "test.gone"));
  expect(await faultOf([...edited, endOfSome()])).toEqual(["edited", 2]);
});

test("with a filtered export, an anchor detects a cut-off or rewritten chain, and is counted if no event proves it", async () => {
  const of = (anchor: AuditHead) => faultOf([...some, endOfSome()], [anchor], true);
  const other = "a".repeat(64);
  expect(await of(anchorAt(9, other))).toEqual(["truncated", 6]);
  expect(await of(anchorAt(2, other))).toEqual(["anchor_mismatch", 2]);
  // The event before the first one, whose hash the file has; and the event in the last line.
  expect(await of(anchorAt(3, other))).toEqual(["anchor_mismatch", 4]);
  expect(await of(anchorAt(5, other))).toEqual(["anchor_mismatch", 5]);
  expect(await faultOf([...some, endOfSome({ head: { ...anchorAt(3), account_id: accountId } })], [], true)).toEqual([
    "head_mismatch",
    3,
  ]);
  const unprovenOf = async (...sequences: number[]) =>
    (
      await check(
        [...some, endOfSome()],
        sequences.map((each) => anchorAt(each)),
        true,
      )
    ).unprovenAnchors;
  expect([await unprovenOf(1, 2, 3, 4), await unprovenOf(5), await unprovenOf()]).toEqual([0, 1, 0]);
});

test("an anchor detects an export that was rewritten or cut off", async () => {
  const anchor = { accountId, sequence: 3, hash: "a".repeat(64) };
  expect(await faultOf([...lines, endOf()], [anchor])).toEqual(["anchor_mismatch", 3]);
  expect(await faultOf([...lines, endOf()], [{ ...anchor, sequence: 9 }])).toEqual(["truncated", 6]);
  expect(await faultOf([...lines, endOf()], [{ ...anchor, accountId: undefined }])).toBeUndefined();
});

test("a file that is not an export is not reported as a broken one", async () => {
  await expect(check(["sequence,at,actor_kind"])).rejects.toThrow("not an NDJSON export");
});
