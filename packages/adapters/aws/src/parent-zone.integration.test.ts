import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  ListHostedZonesByNameCommand,
} from "@aws-sdk/client-route-53";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import type { Stage } from "@cogrion/testing/aws";
import { region, startStage } from "@cogrion/testing/aws";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createAuthoritativeDns } from "./authoritative-dns.ts";
import { createSessions } from "./clients.ts";
import { createParentZone } from "./parent-zone.ts";

const zoneName = "sgp-1.example.com";
const nameServers = ["ns-1.client.example.net", "ns-2.client.example.net"];

let stage: Stage;
let publicId = "";
beforeAll(async () => {
  stage = await startStage();
  // The private zone is the older one, which Route 53 lists first.
  await stage.own.route53.send(
    new CreateHostedZoneCommand({
      Name: zoneName,
      CallerReference: "private",
      VPC: { VPCRegion: region, VPCId: "vpc-0123456789abcdef0" },
      HostedZoneConfig: { PrivateZone: true },
    }),
  );
  const created = await stage.own.route53.send(
    new CreateHostedZoneCommand({ Name: zoneName, CallerReference: "public" }),
  );
  publicId = (created.HostedZone?.Id ?? "").replace("/hostedzone/", "");
});
afterEach(() => stage.control("DELETE", "all"));
afterAll(() => stage?.stop());

const parentZoneOf = (zoneId?: string) =>
  createParentZone(
    createSessions({
      region,
      endpoint: stage.endpointUrl,
      credentials: { accessKeyId: cogrionAccessKeyId, secretAccessKey: "-" },
    }),
    { zoneName, zoneId },
  );

const shownOf = (name: string) =>
  createAuthoritativeDns({ parentZone: zoneName, servers: [stage.dnsServer] }).delegationsOf(name);

const privateId = async (): Promise<string> => {
  const { HostedZones = [] } = await stage.own.route53.send(new ListHostedZonesByNameCommand({ DNSName: zoneName }));
  return (HostedZones.find(({ Config }) => Config?.PrivateZone)?.Id ?? "").replace("/hostedzone/", "");
};

it("a private zone of the same name never gets the delegation, and a configured id of it is rejected", async () => {
  const name = `w-twin.${zoneName}`;
  await parentZoneOf().delegate(name, nameServers);
  expect(await shownOf(name)).toEqual([nameServers]);
  expect(await parentZoneOf(publicId).read(name)).toEqual(nameServers);
  await expect(parentZoneOf(await privateId()).delegate(name, nameServers)).rejects.toThrow("is not the public zone");
});

it("two public zones of the name are an error without a configured id, and none with it", async () => {
  const second = await stage.own.route53.send(
    new CreateHostedZoneCommand({ Name: zoneName, CallerReference: "second" }),
  );
  const name = `w-two.${zoneName}`;
  await expect(parentZoneOf().read(name)).rejects.toThrow("2 public hosted zones");
  expect(await parentZoneOf(publicId).read(name)).toBeUndefined();
  await stage.own.route53.send(new DeleteHostedZoneCommand({ Id: second.HostedZone?.Id }));
});

it("a delegation is done when Route 53 reports it in sync; a repetition asks for no further change", async () => {
  const name = `w-sync.${zoneName}`;
  await stage.control("POST", "route53", { holdsChanges: true });
  let isDone = false;
  const delegated = parentZoneOf()
    .delegate(name, nameServers)
    .then(() => (isDone = true));
  const callsOf = async (action: string) =>
    ((await stage.control("GET", "calls")).body as unknown as { action: string }[]).filter(
      (each) => each.action === action,
    ).length;
  while ((await callsOf("GetChange")) < 2) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isDone).toBe(false);
  await stage.control("POST", "route53", { holdsChanges: false });
  await delegated;
  await parentZoneOf().delegate(name, nameServers);
  expect(await callsOf("ChangeResourceRecordSets")).toBe(1);
});

it("a delegation that another generation replaced is not withdrawn", async () => {
  const name = `w-again.${zoneName}`;
  const zone = parentZoneOf();
  await zone.delegate(name, nameServers);
  await zone.undelegate(name, ["ns-3.client.example.net"]);
  expect(await zone.read(name)).toEqual(nameServers);
  await zone.undelegate(name, nameServers.toReversed());
  await zone.undelegate(name, nameServers);
  expect(await zone.read(name)).toBeUndefined();
});

it("the zone's use is returned with Route 53's limit", async () => {
  expect(await parentZoneOf().usage()).toMatchObject({ maxRecords: 10_000 });
});
