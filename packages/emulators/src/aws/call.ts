import type { IncomingMessage } from "node:http";
import { XMLParser } from "fast-xml-parser";
import { bareName } from "./records.ts";

export const services = ["sts", "iam", "route53", "acm", "dynamodb", "s3", "cloudformation"] as const;
export type Service = (typeof services)[number];

/** One request, as far as the strict layer needs to understand it. */
export type AwsCall = {
  service: Service;
  /**
   * `CreateHostedZone`; for services that are only passed through, the protocol's name or the
   * method.
   */
  action: string;
  region: string;
  accessKeyId: string;
  sessionToken: string | undefined;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Parameters of the query protocol (STS, IAM, CloudFormation). */
  form: URLSearchParams;
  /** Of ACM. */
  json: Record<string, unknown>;
  /** Route 53's parsed body; empty for requests without a body. */
  xml: Record<string, unknown>;
  /** The hosted zone's bare id in Route 53's path. */
  zoneId: string | undefined;
};

// A list with one item stays a list.
const listNames = new Set(["Change", "ResourceRecord", "Tag"]);
const parser = new XMLParser({ isArray: (name) => listNames.has(name), parseTagValue: false });

const credentialPattern = /Credential=([A-Z0-9]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const route53Actions: [string, RegExp, string][] = [
  ["POST", /^\/hostedzone\/?$/, "CreateHostedZone"],
  ["GET", /^\/hostedzone\/?$/, "ListHostedZones"],
  ["GET", /^\/hostedzonesbyname\/?$/, "ListHostedZonesByName"],
  ["GET", /^\/hostedzone\/([A-Z0-9]+)$/, "GetHostedZone"],
  ["DELETE", /^\/hostedzone\/([A-Z0-9]+)$/, "DeleteHostedZone"],
  ["POST", /^\/hostedzone\/([A-Z0-9]+)\/rrset\/?$/, "ChangeResourceRecordSets"],
  ["GET", /^\/hostedzone\/([A-Z0-9]+)\/rrset\/?$/, "ListResourceRecordSets"],
  ["GET", /^\/tags\/hostedzone\/([A-Z0-9]+)$/, "ListTagsForResource"],
  ["POST", /^\/tags\/hostedzone\/([A-Z0-9]+)$/, "ChangeTagsForResource"],
  ["GET", /^\/accountlimit\/\w+$/, "GetAccountLimit"],
  ["GET", /^\/hostedzonelimit\/([A-Z0-9]+)\/\w+$/, "GetHostedZoneLimit"],
  ["GET", /^\/change\/[A-Z0-9]+$/, "GetChange"],
];

const route53ActionOf = (method: string, path: string): { action: string; zoneId?: string } => {
  const [bare = ""] = path.replace(/^\/2013-04-01/, "").split("?");
  for (const [wanted, pattern, action] of route53Actions) {
    const match = method === wanted ? pattern.exec(bare) : null;
    if (match !== null) return { action, ...(match[1] === undefined ? {} : { zoneId: match[1] }) };
  }
  return { action: method };
};

const isService = (text: string | undefined): text is Service => services.some((each) => each === text);

export type RawRequest = { method: string; path: string; headers: Record<string, string>; body: Buffer };

/** Undefined for anything but a signed request to a service that the emulator has. */
export const callOf = ({ method, path, headers, body }: RawRequest): AwsCall | undefined => {
  const [, accessKeyId, region, service] = credentialPattern.exec(headers["authorization"] ?? "") ?? [];
  if (accessKeyId === undefined || region === undefined || !isService(service)) return undefined;
  const call = {
    service,
    region,
    accessKeyId,
    sessionToken: headers["x-amz-security-token"],
    method,
    path,
    headers,
    body,
    form: new URLSearchParams(),
    json: {},
    xml: {},
    zoneId: undefined,
  };
  if (service === "sts" || service === "iam" || service === "cloudformation") {
    const form = new URLSearchParams(body.toString());
    return { ...call, form, action: form.get("Action") ?? "" };
  }
  if (service === "route53") {
    const { action, zoneId } = route53ActionOf(method, path);
    return { ...call, action, zoneId, xml: body.length === 0 ? {} : asRecord(parser.parse(body)) };
  }
  const action = headers["x-amz-target"]?.split(".").at(-1) ?? method;
  return { ...call, action, json: service === "acm" ? asRecord(JSON.parse(body.toString() || "{}")) : {} };
};

export const parseCall = async (request: IncomingMessage): Promise<AwsCall | undefined> => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return callOf({ method: request.method ?? "GET", path: request.url ?? "/", headers, body: Buffer.concat(chunks) });
};

export type RecordChange = {
  action: string;
  name: string;
  type: string;
  ttl: string;
  values: string[];
};

const bare = (name: unknown): string => bareName(String(name));

/**
 * The changes of a ChangeResourceRecordSets request; names in lower case without the trailing dot.
 */
export const changesOf = ({ xml }: AwsCall): RecordChange[] => {
  const batch = asRecord(asRecord(xml["ChangeResourceRecordSetsRequest"])["ChangeBatch"]);
  const changes = asRecord(batch["Changes"])["Change"];
  return (Array.isArray(changes) ? changes : []).map((each) => {
    const change = asRecord(each);
    const set = asRecord(change["ResourceRecordSet"]);
    const records = asRecord(set["ResourceRecords"])["ResourceRecord"];
    return {
      action: String(change["Action"]),
      name: bare(set["Name"]),
      type: String(set["Type"]),
      ttl: String(set["TTL"] ?? ""),
      values: (Array.isArray(records) ? records : []).map((record) => bare(asRecord(record)["Value"])),
    };
  });
};

/**
 * As Route 53 passes names to policies: all but letters, digits, `-`, `_` and `.` in octal, so `*`
 * is `\052`.
 */
export const normalizedRecordName = (name: string): string =>
  name.replaceAll(/\\[0-7]{3}|[^a-z0-9_.-]/g, (each) =>
    each.length > 1 ? each : `\\${each.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
