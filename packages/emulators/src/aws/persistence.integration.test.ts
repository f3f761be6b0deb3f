import { DescribeCertificateCommand, RequestCertificateCommand } from "@aws-sdk/client-acm";
import { CreateHostedZoneCommand, DeleteHostedZoneCommand, ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, expect, it } from "vitest";
import { accountInventory } from "./accounts.ts";
import type { Stage } from "@cogrion/testing/aws";
import { allowing, clientAccountId, refusalOf, startStage } from "@cogrion/testing/aws";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.stop());

it("zones, certificates, roles, sessions and used caller references outlive the process", async () => {
  const session = await stage.sessionWith(allowing("*"));
  const create = (Name: string, CallerReference: string) =>
    session.route53.send(new CreateHostedZoneCommand({ Name, CallerReference }));
  const gone = await create("gone.example.com", "gone");
  await session.route53.send(new DeleteHostedZoneCommand({ Id: gone.HostedZone?.Id }));
  const kept = await create("kept.example.com", "kept");
  const request = { DomainName: "*.kept.example.com", ValidationMethod: "DNS", IdempotencyToken: "kept" } as const;
  const { CertificateArn } = await session.acm.send(new RequestCertificateCommand(request));
  const before = await accountInventory(stage.endpointUrl, clientAccountId);
  expect(before).toMatchObject({
    hostedZones: [{ name: "kept.example.com" }],
    certificates: [{ arn: CertificateArn }],
  });

  expect(await stage.restart()).toEqual({ code: 0, signal: null });

  expect(await accountInventory(stage.endpointUrl, clientAccountId)).toEqual(before);
  const { HostedZones } = await session.route53.send(new ListHostedZonesCommand({}));
  expect(HostedZones?.map(({ Id }) => Id)).toEqual([kept.HostedZone?.Id]);
  const { Certificate } = await session.acm.send(new DescribeCertificateCommand({ CertificateArn }));
  expect(Certificate).toMatchObject({ DomainName: "*.kept.example.com", Status: "PENDING_VALIDATION" });
  expect((await session.acm.send(new RequestCertificateCommand(request))).CertificateArn).toBe(CertificateArn);
  expect(await refusalOf(create("kept.example.com", "kept"))).toMatchObject({ name: "HostedZoneAlreadyExists" });
  expect(await refusalOf(create("gone.example.com", "gone"))).toMatchObject({ name: "HostedZoneAlreadyExists" });
  expect(await refusalOf(create("new.example.com", "new"))).toMatchObject({ name: "none" });
});

it("a crash of the strict layer ends moto too, which saves its data", async () => {
  const root = await stage.rootOf(clientAccountId);
  await root.route53.send(new CreateHostedZoneCommand({ Name: "crash.example.com", CallerReference: "crash" }));
  await stage.crashAndRestart();
  const { hostedZones } = await accountInventory(stage.endpointUrl, clientAccountId);
  expect(hostedZones.map(({ name }) => name)).toContain("crash.example.com");
});
