import { expect, test } from "vitest";
import { parseRecord, setOf } from "./dns-values.ts";

const record = (more: object) => parseRecord({ id: "1", name: "A.example.com", type: "A", ttl: 1, ...more });

test("records of one name and type are one set, with the lowest TTL of them", () => {
  const both = [record({ content: "192.0.2.1", ttl: 600 }), record({ content: "192.0.2.2" })];
  expect(setOf(both)).toEqual({
    name: "a.example.com",
    type: "A",
    ttlSeconds: 300,
    values: ["192.0.2.1", "192.0.2.2"],
  });
});

test("an unsupported type is listed separately", () => {
  const set = setOf([record({ type: "HTTPS", content: "1 . alpn=h3" })]);
  expect(set).toEqual({
    name: "a.example.com",
    type: "HTTPS",
    unsupportedReason: "unknown_type",
    values: ["1 . alpn=h3"],
  });
});

test("text may come quoted or bare", () => {
  for (const content of ['"v=spf1 -all"', "v=spf1 -all", '"v=spf1" " -all"']) {
    expect(setOf([record({ type: "TXT", content })])).toMatchObject({ values: ["v=spf1 -all"] });
  }
});
