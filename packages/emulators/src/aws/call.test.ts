import { describe, expect, it } from "vitest";
import { callOf, changesOf, normalizedRecordName } from "./call.ts";

const signedFor = (service: string, region = "ap-southeast-1"): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=ASIA1/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=ab`,
});
const request = (service: string, method: string, path: string, body = "", headers: Record<string, string> = {}) => ({
  method,
  path,
  headers: { ...signedFor(service), ...headers },
  body: Buffer.from(body),
});

describe("a request is known by its protocol", () => {
  it.each<[string, ReturnType<typeof request>, Record<string, unknown>]>([
    [
      "STS",
      request("sts", "POST", "/", "Action=AssumeRole&Version=2011-06-15"),
      { service: "sts", action: "AssumeRole" },
    ],
    ["IAM", request("iam", "POST", "/", "Action=GetRole&RoleName=r"), { service: "iam", action: "GetRole" }],
    [
      "ACM",
      request("acm", "POST", "/", '{"DomainName":"a.b"}', { "x-amz-target": "CertificateManager.RequestCertificate" }),
      { action: "RequestCertificate", json: { DomainName: "a.b" } },
    ],
    [
      "DynamoDB",
      request("dynamodb", "POST", "/", "{}", { "x-amz-target": "DynamoDB_20120810.PutItem" }),
      { action: "PutItem" },
    ],
    ["S3, which names no action", request("s3", "PUT", "/bucket/key", "text"), { service: "s3", action: "PUT" }],
    ["no body at all", request("acm", "POST", "/", ""), { json: {} }],
  ])("%s", (_, raw, expected) => {
    expect(callOf(raw)).toMatchObject(expected);
  });

  it.each([
    ["POST", "/2013-04-01/hostedzone", "CreateHostedZone", undefined],
    ["GET", "/2013-04-01/hostedzone?maxitems=1", "ListHostedZones", undefined],
    ["GET", "/2013-04-01/hostedzonesbyname?dnsname=a.b", "ListHostedZonesByName", undefined],
    ["GET", "/2013-04-01/hostedzone/Z1AB", "GetHostedZone", "Z1AB"],
    ["DELETE", "/2013-04-01/hostedzone/Z1AB", "DeleteHostedZone", "Z1AB"],
    ["POST", "/2013-04-01/hostedzone/Z1AB/rrset", "ChangeResourceRecordSets", "Z1AB"],
    ["POST", "/2013-04-01/hostedzone/Z1AB/rrset/", "ChangeResourceRecordSets", "Z1AB"],
    ["GET", "/2013-04-01/hostedzone/Z1AB/rrset?name=a", "ListResourceRecordSets", "Z1AB"],
    ["GET", "/2013-04-01/tags/hostedzone/Z1AB", "ListTagsForResource", "Z1AB"],
    ["POST", "/2013-04-01/tags/hostedzone/Z1AB", "ChangeTagsForResource", "Z1AB"],
    ["GET", "/2013-04-01/accountlimit/MAX_HOSTED_ZONES_BY_OWNER", "GetAccountLimit", undefined],
    ["GET", "/2013-04-01/change/C1", "GetChange", undefined],
  ])("Route 53: %s %s is %s", (method, path, action, zoneId) => {
    expect(callOf(request("route53", method, path))).toMatchObject({ action, zoneId });
  });

  it("keeps the region, the key and the session of the signature", () => {
    const raw = request("acm", "POST", "/", "{}", { "x-amz-security-token": "t" });
    expect(callOf(raw)).toMatchObject({ region: "ap-southeast-1", accessKeyId: "ASIA1", sessionToken: "t" });
  });

  it.each([
    ["no signature", { ...request("sts", "POST", "/"), headers: {} }],
    ["a signature for a service that the emulator lacks", request("ec2", "POST", "/")],
    ["a signature of another kind", { ...request("sts", "POST", "/"), headers: { authorization: "Bearer x" } }],
  ])("is no call with %s", (_, raw) => {
    expect(callOf(raw)).toBeUndefined();
  });
});

const batch = (...changes: string[]): string =>
  `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes>${changes.join("")}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
const change = (action: string, name: string, type: string, ...values: string[]): string =>
  `<Change><Action>${action}</Action><ResourceRecordSet><Name>${name}</Name><Type>${type}</Type><TTL>300</TTL><ResourceRecords>` +
  values.map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join("") +
  "</ResourceRecords></ResourceRecordSet></Change>";

describe("the changes of a batch", () => {
  const changesIn = (body: string) => {
    const call = callOf(request("route53", "POST", "/2013-04-01/hostedzone/Z1/rrset", body));
    return call && changesOf(call);
  };

  it("are read with canonical names", () => {
    expect(changesIn(batch(change("UPSERT", "A.Example.com.", "NS", "NS1.x.", "ns2.x")))).toEqual([
      { action: "UPSERT", name: "a.example.com", type: "NS", ttl: "300", values: ["ns1.x", "ns2.x"] },
    ]);
  });

  it("are all read", () => {
    const body = batch(change("DELETE", "a.b", "CNAME", "c"), change("CREATE", "\\052.b", "CNAME", "d"));
    expect(changesIn(body)?.map(({ action, name }) => [action, name])).toEqual([
      ["DELETE", "a.b"],
      ["CREATE", "*.b"],
    ]);
  });

  it("are none where there is no batch", () => {
    expect(changesIn("")).toEqual([]);
  });
});

// Route 53 Developer Guide, "Using IAM policy conditions for fine-grained access control".
it.each([
  ["a.example.com", "a.example.com"],
  ["_x.a-b.example.com", "_x.a-b.example.com"],
  ["*.example.com", String.raw`\052.example.com`],
  [String.raw`\100.example.com`, String.raw`\100.example.com`],
  ["a b.example.com", String.raw`a\040b.example.com`],
])("a policy sees the name %j as %j", (name, normalized) => {
  expect(normalizedRecordName(name)).toBe(normalized);
});
