import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Question } from "dns-packet";
import { describe, expect, it } from "vitest";
import { replyTo, zoneOf } from "./reply.ts";

const apex = "sgp-1.example.com.";
const records: ResourceRecordSet[] = [
  { Name: apex, Type: "NS", TTL: 172_800, ResourceRecords: [{ Value: "ns1.aws." }] },
  {
    Name: apex,
    Type: "SOA",
    TTL: 900,
    ResourceRecords: [{ Value: "ns1.aws. root.example.com. 1 7200 900 1209600 86400" }],
  },
  {
    Name: `w-a.${apex}`,
    Type: "NS",
    TTL: 300,
    ResourceRecords: [{ Value: "ns-1.client." }, { Value: "ns-2.client." }],
  },
  { Name: `cplane.${apex}`, Type: "A", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] },
  { Name: `alias.${apex}`, Type: "CNAME", TTL: 60, ResourceRecords: [{ Value: `cplane.${apex}` }] },
];
const ask = (name: string, type: Question["type"] = "A") => {
  const { flags, answers = [], authorities = [] } = replyTo({ name, type }, apex, records);
  return {
    isAuthoritative: (flags & 0x0400) !== 0,
    code: flags & 0xf,
    answers: answers.map((each) => each.type),
    authorities: authorities.map((each) => each.type),
  };
};

describe("the name servers of a zone answer", () => {
  it.each<[string, string, Question["type"], ReturnType<typeof ask>]>([
    ["a record", "cplane.sgp-1.example.com", "A", { isAuthoritative: true, code: 0, answers: ["A"], authorities: [] }],
    [
      "in any case",
      "CPLANE.SGP-1.example.com",
      "A",
      { isAuthoritative: true, code: 0, answers: ["A"], authorities: [] },
    ],
    [
      "an alias",
      "alias.sgp-1.example.com",
      "A",
      { isAuthoritative: true, code: 0, answers: ["CNAME"], authorities: [] },
    ],
    [
      "the zone's SOA",
      "sgp-1.example.com",
      "SOA",
      { isAuthoritative: true, code: 0, answers: ["SOA"], authorities: [] },
    ],
    [
      "the zone's own servers",
      "sgp-1.example.com",
      "NS",
      { isAuthoritative: true, code: 0, answers: ["NS"], authorities: [] },
    ],
    [
      "a referral for a delegated name",
      "w-a.sgp-1.example.com",
      "NS",
      { isAuthoritative: false, code: 0, answers: [], authorities: ["NS", "NS"] },
    ],
    [
      "a referral for names below it",
      "bff.w-a.sgp-1.example.com",
      "A",
      { isAuthoritative: false, code: 0, answers: [], authorities: ["NS", "NS"] },
    ],
    [
      "no data for another type",
      "cplane.sgp-1.example.com",
      "TXT",
      { isAuthoritative: true, code: 0, answers: [], authorities: ["SOA"] },
    ],
    [
      "that there is no such name",
      "w-b.sgp-1.example.com",
      "NS",
      { isAuthoritative: true, code: 3, answers: [], authorities: ["SOA"] },
    ],
    [
      "no referral for a name that only ends like one",
      "xw-a.sgp-1.example.com",
      "NS",
      { isAuthoritative: true, code: 3, answers: [], authorities: ["SOA"] },
    ],
  ])("%s", (_, name, type, expected) => {
    expect(ask(name, type)).toEqual(expected);
  });
});

it("a name is answered from the closest zone, and from no zone outside it", () => {
  const zones = [{ Name: "example.com." }, { Name: apex }].map((zone) => ({ ...zone, Id: "Z", CallerReference: "r" }));
  expect(zoneOf("w-a.SGP-1.example.com", zones)?.Name).toBe(apex);
  expect(zoneOf("other.example.com", zones)?.Name).toBe("example.com.");
  expect(zoneOf("badexample.com", zones)).toBeUndefined();
});
