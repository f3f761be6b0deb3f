import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createChainCheck } from "./chain-check.ts";
import type { AuditRecord } from "./record.ts";
import { auditGenesisHash, auditHashInputOf } from "./record.ts";

const sha256 = (text: string): string => hash("sha256", text, "hex");
const accountId = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";

const chainOf = (length: number): AuditRecord[] => {
  const records: AuditRecord[] = [];
  for (let sequence = 1; sequence <= length; sequence++) {
    const record: AuditRecord = {
      sequence,
      id: `event-${sequence}`,
      at: new Date(sequence * 1000).toISOString(),
      account_id: accountId,
      actor: { kind: "principal", id: "p-1" },
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
  return records;
};
const whole = chainOf(12);
const head = whole.at(-1);

const faultOf = (records: readonly AuditRecord[], isFiltered = false) => {
  const check = createChainCheck({ accountId, sha256 });
  for (const record of records) check.add(record);
  return check.end({ head, isFiltered });
};

test("a complete chain is valid", () => {
  expect(faultOf(whole)).toBeUndefined();
});

test("lines that changed places are called reordered, whichever they are", () => {
  const place = fc.nat(whole.length - 1);
  fc.assert(
    fc.property(place, place, (one, other) => {
      const records = [...whole];
      [records[one], records[other]] = [whole[other] as AuditRecord, whole[one] as AuditRecord];
      expect(faultOf(records)?.kind).toBe(one === other ? undefined : "reordered");
    }),
  );
});

test("lines left out are a gap where the first of them was, or a cut end", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(whole.length - 1), { minLength: 1 }), (left) => {
      const fault = faultOf(whole.filter((_, index) => !left.includes(index)));
      const first = Math.min(...left);
      const isEnd = whole.length - first === left.length;
      expect([fault?.kind, fault?.sequence]).toEqual([isEnd ? "truncated" : "gap", first + 1]);
    }),
  );
});

test("a line that comes twice is found", () => {
  expect(faultOf(whole.flatMap((record) => (record.sequence === 5 ? [record, record] : [record])))).toMatchObject({
    kind: "reordered",
    sequence: 5,
  });
});

test("any change of any field is detected at its event", () => {
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.constantFrom(...Object.keys(whole[0] ?? {})), (index, field) => {
      const records = whole.map((record, at) => (at === index ? { ...record, [field]: { changed: true } } : record));
      expect(faultOf(records)).toBeDefined();
    }),
  );
});

test("a field that was added is found", () => {
  const records = whole.map((record) => (record.sequence === 3 ? { ...record, note: "trust me" } : record));
  expect(faultOf(records)).toMatchObject({ kind: "edited", sequence: 3 });
});

test("of a filtered export each event is checked by itself, and neighbours with each other", () => {
  const some = whole.filter(({ sequence }) => [2, 3, 7, 12].includes(sequence));
  expect(faultOf(some, true)).toBeUndefined();
  const edited = some.map((record) => (record.sequence === 7 ? { ...record, action: "x.y" } : record));
  expect(faultOf(edited, true)).toMatchObject({ kind: "edited", sequence: 7 });
  expect(faultOf(some.toReversed(), true)).toMatchObject({ kind: "reordered" });
  const forged = { ...(some[0] as AuditRecord), action: "x.y" };
  const hashed = { ...forged, hash: hash("sha256", auditHashInputOf(forged), "hex") };
  expect(faultOf([hashed, ...some.slice(1)], true)).toMatchObject({ kind: "unlinked", sequence: 3 });
});

test("of a filtered export an anchor is met by its event or by the next one, and none beyond its end is let pass", () => {
  const some = whole.filter(({ sequence }) => [2, 3, 7].includes(sequence));
  const checkOf = (sequence: number, hash = whole[sequence - 1]?.hash ?? "") => {
    const check = createChainCheck({ accountId, anchors: [{ sequence, hash }], sha256 });
    for (const record of some) check.add(record);
    return [check.end({ head, isFiltered: true })?.kind, check.unprovenAnchors()];
  };
  for (let sequence = 1; sequence <= whole.length; sequence++) {
    const isMet = [1, 2, 3, 6, 7].includes(sequence);
    expect([sequence, ...checkOf(sequence)]).toEqual([sequence, undefined, isMet ? 0 : 1]);
    const fault = isMet || sequence === whole.length ? "anchor_mismatch" : undefined;
    expect([sequence, ...checkOf(sequence, "f".repeat(64))]).toEqual([sequence, fault, 1]);
  }
  expect(checkOf(whole.length + 1, "f".repeat(64))).toEqual(["truncated", 1]);
});
