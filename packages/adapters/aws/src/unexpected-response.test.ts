import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ACMClient, ListCertificatesCommand } from "@aws-sdk/client-acm";
import { ChangeTagsForResourceCommand, ListHostedZonesCommand, Route53Client } from "@aws-sdk/client-route-53";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describingUnexpected } from "./unexpected-response.ts";

let response = { status: 503, type: "text/html", body: "<!doctype html><title>Bad gateway</title><br>" };
const server = createServer((_, answer) => {
  answer.writeHead(response.status, { "content-type": response.type }).end(response.body);
});
let config: {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
};
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "AKIA", secretAccessKey: "-" },
  };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const calls: [string, () => Promise<unknown>][] = [
  ["ACM", () => describingUnexpected(new ACMClient(config), "ACM").send(new ListCertificatesCommand({}))],
  ["Route 53", () => describingUnexpected(new Route53Client(config), "Route 53").send(new ListHostedZonesCommand({}))],
  ["STS", () => describingUnexpected(new STSClient(config), "STS").send(new GetCallerIdentityCommand({}))],
];

test.each(calls)(
  "an HTML page in place of %s's response is reported as that, for an error and for a success",
  async (service, call) => {
    for (const status of [503, 200]) {
      response = { ...response, status };
      await expect(call()).rejects.toThrow(`${service} returned ${status} with text/html, which is not its protocol`);
    }
  },
);

test("an error of AWS itself stays what it is", async () => {
  response = {
    status: 400,
    type: "application/x-amz-json-1.1",
    body: JSON.stringify({ __type: "AccessDeniedException", message: "no" }),
  };
  await expect(calls[0]?.[1]()).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("nothing at all is a response only to an operation that returns nothing", async () => {
  response = { status: 200, type: "text/html", body: "" };
  const route53 = describingUnexpected(new Route53Client(config), "Route 53");
  const tag = new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: "Z1" });
  await expect(route53.send(tag)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await expect(route53.send(new ListHostedZonesCommand({}))).rejects.toThrow("returned 200 with text/html");
  response = { ...response, body: "<!doctype html><title>Sign in</title>" };
  await expect(route53.send(tag)).rejects.toThrow("returned 200 with text/html");
});
