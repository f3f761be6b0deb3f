import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { expect, it } from "vitest";
import type { RecordChange } from "../call.ts";
import { refusalOf } from "./record-change.ts";

const record = (Name: string, Type: ResourceRecordSet["Type"], ...values: string[]): ResourceRecordSet => ({
  Name,
  Type,
  TTL: 300,
  ResourceRecords: values.map((Value) => ({ Value })),
});
const existing = [
  record("z.example.com.", "NS", "ns1.x", "ns2.x"),
  record("z.example.com.", "SOA", "ns1.x. root.x. 1 7200 900 1209600 86400"),
  record("_v.z.example.com.", "CNAME", "_w.acm-validations.aws."),
  record("a.z.example.com.", "A", "192.0.2.1"),
];
const change = (action: string, name: string, type: string, values: string[] = [], ttl = "300"): RecordChange => ({
  action,
  name,
  type,
  ttl,
  values,
});

it.each<[string, RecordChange]>([
  ["writes a new record", change("CREATE", "b.z.example.com", "A", ["192.0.2.2"])],
  ["writes over a record", change("UPSERT", "a.z.example.com", "A", ["192.0.2.2"])],
  ["delegates a name", change("UPSERT", "w.z.example.com", "NS", ["ns1.y"])],
  ["deletes what is given as it is", change("DELETE", "_v.z.example.com", "CNAME", ["_w.acm-validations.aws"])],
  ["writes at the zone's own name", change("UPSERT", "z.example.com", "A", ["192.0.2.2"])],
])("%s", (_, each) => {
  expect(refusalOf(each, "z.example.com", existing)).toBeUndefined();
});

it.each<[string, RecordChange, RegExp]>([
  ["a wildcard delegation", change("UPSERT", "*.z.example.com", "NS", ["ns1.y"]), /wildcard NS/],
  ["a name of another zone", change("UPSERT", "a.example.com", "A", ["192.0.2.2"]), /not permitted in zone/],
  ["a name that only ends like the zone", change("UPSERT", "evilz.example.com", "A", ["192.0.2.2"]), /not permitted/],
  ["what is there already", change("CREATE", "a.z.example.com", "A", ["192.0.2.1"]), /already exists/],
  ["the deletion of what is not there", change("DELETE", "b.z.example.com", "A", ["192.0.2.1"]), /was not found/],
  ["the deletion of other values", change("DELETE", "a.z.example.com", "A", ["192.0.2.9"]), /do not match/],
  ["the deletion of some of the values", change("DELETE", "z.example.com", "NS", ["ns1.x"]), /do not match/],
  ["the deletion with another TTL", change("DELETE", "a.z.example.com", "A", ["192.0.2.1"], "60"), /do not match/],
  [
    "the deletion of the zone's own name servers",
    change("DELETE", "z.example.com", "NS", ["ns1.x", "ns2.x"]),
    /at least one NS record/,
  ],
  ["a CNAME beside other records", change("UPSERT", "a.z.example.com", "CNAME", ["c.x"]), /conflicting RRSet/],
  ["another record beside a CNAME", change("UPSERT", "_v.z.example.com", "TXT", ['"t"']), /conflicting RRSet/],
  ["a CNAME at the zone's own name", change("UPSERT", "z.example.com", "CNAME", ["c.x"]), /conflicting RRSet/],
])("refuses %s", (_, each, why) => {
  expect(refusalOf(each, "z.example.com", existing)).toMatch(why);
});
