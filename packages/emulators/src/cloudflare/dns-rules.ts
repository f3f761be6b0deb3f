import { bareDnsName } from "@cogrion/domain";
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

const ttl = z.number().int();
const common = { name: z.string().min(1).max(255), ttl: ttl.default(1), proxied: z.boolean().default(false) };
const uint16 = z.number().int().min(0).max(65_535);
const content = z.string().min(1);

/**
 * The fields of a record
 * (https://developers.cloudflare.com/api/resources/dns/subresources/records/).
 */
export const recordInput = z.discriminatedUnion("type", [
  z.object({ ...common, type: z.enum(["A", "AAAA", "CNAME", "NS", "TXT"]), content }),
  z.object({ ...common, type: z.literal("MX"), content, priority: uint16 }),
  z.object({
    ...common,
    type: z.literal("SRV"),
    data: z.object({ priority: uint16, weight: uint16, port: uint16, target: content }),
  }),
  z.object({
    ...common,
    type: z.literal("CAA"),
    data: z.object({ flags: z.number().int().min(0).max(255), tag: content, value: content }),
  }),
]);
export type RecordInput = z.infer<typeof recordInput>;

export const storedRecord = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string(),
  ttl,
  proxied: z.boolean(),
  priority: z.number().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type StoredRecord = z.infer<typeof storedRecord>;

export class DnsRefusal extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A name is given in full, as `@` for the zone's own name, or without the zone's name. */
const nameIn = (zone: string, name: string): string => {
  const given = bareDnsName(name);
  if (given === "@") return zone;
  return given === zone || given.endsWith(`.${zone}`) ? given : `${given}.${zone}`;
};

const contentOf = (input: RecordInput): string => {
  if (input.type === "SRV") return `${input.data.weight} ${input.data.port} ${bareDnsName(input.data.target)}`;
  if (input.type === "CAA") return `${input.data.flags} ${input.data.tag} "${input.data.value}"`;
  return input.type === "TXT" || input.type === "A" || input.type === "AAAA"
    ? input.content
    : bareDnsName(input.content);
};

const requireFit = (input: RecordInput): void => {
  if (input.ttl !== 1 && (input.ttl < 60 || input.ttl > 86_400)) {
    throw new DnsRefusal(400, 9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  if (input.type === "A" && !isIPv4(input.content)) {
    throw new DnsRefusal(400, 9005, "Content for A record must be a valid IPv4 address.");
  }
  if (input.type === "AAAA" && !isIPv6(input.content)) {
    throw new DnsRefusal(400, 9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (input.proxied && !["A", "AAAA", "CNAME"].includes(input.type)) {
    throw new DnsRefusal(400, 9004, "This record type cannot be proxied.");
  }
};

export const recordOf = (zone: string, id: string, input: RecordInput): StoredRecord => {
  requireFit(input);
  const { type, proxied } = input;
  const record = { id, name: nameIn(zone, input.name), type, content: contentOf(input), proxied };
  // A proxied record's TTL is always automatic.
  const withTtl = { ...record, ttl: proxied ? 1 : input.ttl };
  if (input.type === "MX") return { ...withTtl, priority: input.priority };
  if (input.type === "SRV") return { ...withTtl, priority: input.data.priority, data: input.data };
  return input.type === "CAA" ? { ...withTtl, data: input.data } : withTtl;
};

/**
 * Conflicts with existing records: a CNAME has no other records beside it, and no record exists
 * twice.
 */
export const requireRoom = (records: readonly StoredRecord[], added: StoredRecord): void => {
  const ofName = records.filter(({ id, name }) => id !== added.id && name === added.name);
  const isIdentical = ofName.some(
    ({ type, content, priority }) =>
      type === added.type && content === added.content && (priority ?? 0) === (added.priority ?? 0),
  );
  if (isIdentical) throw new DnsRefusal(400, 81_058, "An identical record already exists.");
  if (added.type === "CNAME" && ofName.some(({ type }) => type !== "CNAME" && type !== "NS")) {
    throw new DnsRefusal(400, 81_053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (ofName.some(({ type }) => type === "CNAME")) {
    throw new DnsRefusal(400, 81_054, "A CNAME record with that host already exists.");
  }
};
