import type { HostedZone, ResourceRecordSet } from "@aws-sdk/client-route-53";
import type { Answer, Question } from "dns-packet";
import { parseCharacterStrings } from "@cogrion/domain";
import { bareName } from "../records.ts";

const authoritative = 1 << 10;
const responseCodes = { ok: 0, nameError: 3, refused: 5 };
export const refused = responseCodes.refused;
export const serverFailure = 2;

const isWithin = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The closest zone that contains a name. */
export const zoneOf = (name: string, zones: readonly HostedZone[]): HostedZone | undefined =>
  zones
    .filter((zone) => isWithin(bareName(name), bareName(zone.Name)))
    .toSorted((a, b) => (b.Name ?? "").length - (a.Name ?? "").length)
    .at(0);

const soaOf = (value: string) => {
  const [mname = "", rname = "", ...numbers] = value.split(" ");
  const [serial = 1, refresh = 7200, retry = 900, expire = 1_209_600, minimum = 86_400] = numbers.map(Number);
  return { mname: bareName(mname), rname: bareName(rname), serial, refresh, retry, expire, minimum };
};

/** Character strings of at most 255 bytes, as written to Route 53. */
const stringsOf = (value: string): Buffer[] =>
  (value.match(/"(?:\\.|[^"\\])*"/gs) ?? [value]).map((each) =>
    Buffer.from(parseCharacterStrings(each, "octal"), "latin1"),
  );

const digestOf = (value: string) => {
  const [keyTag = 0, algorithm = 0, digestType = 0] = value.split(" ").map(Number);
  return { keyTag, algorithm, digestType, digest: Buffer.from(value.split(" ")[3] ?? "", "hex") };
};

const answersOf = ({ Name, Type, TTL = 300, ResourceRecords = [] }: ResourceRecordSet): Answer[] => {
  const common = { name: bareName(Name), ttl: TTL };
  return ResourceRecords.flatMap(({ Value = "" }): Answer[] => {
    const words = Value.split(" ");
    const number = (index: number): number => Number(words[index]);
    if (Type === "NS" || Type === "CNAME") return [{ ...common, type: Type, data: bareName(Value) }];
    if (Type === "A" || Type === "AAAA") return [{ ...common, type: Type, data: Value }];
    if (Type === "TXT") return [{ ...common, type: Type, data: stringsOf(Value) }];
    if (Type === "MX")
      return [{ ...common, type: Type, data: { preference: number(0), exchange: bareName(words[1]) } }];
    if (Type === "SRV") {
      const [priority, weight, port] = [number(0), number(1), number(2)];
      return [{ ...common, type: Type, data: { priority, weight, port, target: bareName(words[3]) } }];
    }
    if (Type === "CAA") {
      const tag = (words[1] ?? "") as "issue" | "issuewild" | "iodef";
      return [{ ...common, type: Type, data: { flags: number(0), tag, value: words.slice(2).join(" ").slice(1, -1) } }];
    }
    if (Type === "DS") return [{ ...common, type: Type, data: digestOf(Value) }];
    if (Type === "SOA") return [{ ...common, type: Type, data: soaOf(Value) }];
    return [];
  });
};

export type Reply = { flags: number; answers?: Answer[]; authorities?: Answer[] };

/**
 * Responds like an authoritative server (RFC 1034 section 4.3.2). A name at or below a delegation
 * gets a referral, whose records are in the authority section; a name without the requested type
 * gets the zone's SOA (RFC 2308).
 */
export const replyTo = ({ name, type }: Question, apex: string, records: readonly ResourceRecordSet[]): Reply => {
  const asked = bareName(name);
  const zone = bareName(apex);
  const delegation = records.find(
    (record) => record.Type === "NS" && bareName(record.Name) !== zone && isWithin(asked, bareName(record.Name)),
  );
  // RFC 4035 section 3.1.4.1: of the records at a delegation, only DS belongs to the parent.
  const isOfParent = type === "DS" && delegation !== undefined && asked === bareName(delegation.Name);
  if (delegation !== undefined && !isOfParent) return { flags: responseCodes.ok, authorities: answersOf(delegation) };
  const answers = records
    .filter((record) => bareName(record.Name) === asked && (record.Type === type || record.Type === "CNAME"))
    .flatMap(answersOf);
  if (answers.length > 0) return { flags: authoritative | responseCodes.ok, answers };
  const isKnown = records.some((record) => isWithin(bareName(record.Name), asked));
  return {
    flags: authoritative | (isKnown ? responseCodes.ok : responseCodes.nameError),
    authorities: records.filter((record) => record.Type === "SOA").flatMap(answersOf),
  };
};
