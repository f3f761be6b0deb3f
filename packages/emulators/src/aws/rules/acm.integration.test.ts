import {
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from "@aws-sdk/client-acm";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accountInventory, ensureParentZone } from "../accounts.ts";
import { cogrionAccountId } from "../credentials.ts";
import type { Stage } from "@cogrion/testing/aws";
import { clientAccountId, refusalOf, startStage, until } from "@cogrion/testing/aws";

const parentZone = "sgp-1.example.com";
let stage: Stage;
let root: Awaited<ReturnType<Stage["rootOf"]>>;
let parentZoneId: string;
beforeAll(async () => {
  stage = await startStage();
  root = await stage.rootOf(clientAccountId);
  await ensureParentZone({ endpointUrl: stage.endpointUrl, accountId: cogrionAccountId, zoneName: parentZone });
  const { hostedZones } = await accountInventory(stage.endpointUrl, cogrionAccountId);
  parentZoneId = hostedZones[0]?.id ?? "";
});
afterAll(() => stage?.stop());

const upsert = (HostedZoneId: string | undefined, Name: string, Type: "NS" | "CNAME", values: readonly string[]) =>
  new ChangeResourceRecordSetsCommand({
    HostedZoneId,
    ChangeBatch: {
      Changes: [
        {
          Action: "UPSERT",
          ResourceRecordSet: { Name, Type, TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) },
        },
      ],
    },
  });
const delegate = (zone: string, nameServers: readonly string[]) =>
  stage.own.route53.send(upsert(parentZoneId, zone, "NS", nameServers));

it("rejects a first name of more than 64 octets, as a common name has no more", async () => {
  const request = (name: string) =>
    refusalOf(root.acm.send(new RequestCertificateCommand({ DomainName: name, ValidationMethod: "DNS" })));
  expect(await request(`*.${"x".repeat(44)}.sgp-1.example.com`)).toMatchObject({ name: "none" });
  expect(await request(`*.${"x".repeat(45)}.sgp-1.example.com`)).toMatchObject({
    name: "InvalidParameterException",
    status: 400,
  });
});

let count = 0;
/** A zone and a certificate for it that is not validated yet. */
const given = async (owner = root) => {
  count += 1;
  const zone = `w-${count}.${parentZone}`;
  const made = await owner.route53.send(new CreateHostedZoneCommand({ Name: zone, CallerReference: `acm-${count}` }));
  const { CertificateArn } = await root.acm.send(
    new RequestCertificateCommand({
      DomainName: `*.${zone}`,
      SubjectAlternativeNames: [zone],
      ValidationMethod: "DNS",
      IdempotencyToken: `token${count}`,
    }),
  );
  const read = async () => (await root.acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;
  const record = await until(async () => (await read())?.DomainValidationOptions?.[0]?.ResourceRecord);
  return {
    zone,
    arn: CertificateArn,
    read,
    nameServers: made.DelegationSet?.NameServers ?? [],
    writeRecord: (value = record.Value ?? "") =>
      owner.route53.send(upsert(made.HostedZone?.Id, record.Name ?? "", "CNAME", [value])),
    /** Three checks, so that an early one does not decide. */
    status: async () => {
      await read();
      await read();
      return (await read())?.Status;
    },
  };
};

describe("a certificate", () => {
  it("is issued when its record is in the client's zone and the parent delegates to that zone", async () => {
    const { zone, nameServers, writeRecord, read, status } = await given();
    const { Status, IssuedAt } = (await read()) ?? {};
    expect({ Status, IssuedAt }).toEqual({ Status: "PENDING_VALIDATION", IssuedAt: undefined });
    await writeRecord();
    expect(await status()).toBe("PENDING_VALIDATION");
    await delegate(zone, nameServers);
    expect(await status()).toBe("ISSUED");
    const validated = (await read())?.DomainValidationOptions ?? [];
    expect(validated.map(({ ValidationStatus }) => ValidationStatus)).toEqual(["SUCCESS", "SUCCESS"]);
  });

  it("has one validation record for a name and its wildcard", async () => {
    const { read } = await given();
    const names = (await read())?.DomainValidationOptions?.map(({ ResourceRecord }) => ResourceRecord?.Name);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(1);
  });

  it.each<[string, (each: Awaited<ReturnType<typeof given>>) => Promise<unknown>]>([
    ["the delegation is missing", ({ writeRecord }) => writeRecord()],
    ["the record is missing", ({ zone, nameServers }) => delegate(zone, nameServers)],
    [
      "the record has another value",
      async ({ zone, nameServers, writeRecord }) => {
        await delegate(zone, nameServers);
        await writeRecord("_other.acm-validations.aws.");
      },
    ],
    [
      "the parent delegates to the servers of another zone",
      async ({ zone, writeRecord }) => {
        const other = await given();
        await delegate(zone, other.nameServers);
        await writeRecord();
      },
    ],
    [
      "the parent delegates to some of the servers only",
      async ({ zone, nameServers, writeRecord }) => {
        await delegate(zone, nameServers.slice(1));
        await writeRecord();
      },
    ],
  ])("waits while %s", async (_, arrange) => {
    const each = await given();
    await arrange(each);
    expect(await each.status()).toBe("PENDING_VALIDATION");
  });

  it("waits while the record stands in another account's zone", async () => {
    const other = await stage.rootOf("333333333333");
    const each = await given(other);
    await delegate(each.zone, each.nameServers);
    await each.writeRecord();
    expect(await each.status()).toBe("PENDING_VALIDATION");
  });

  it("names its validation record a moment after the request", async () => {
    const { CertificateArn } = await root.acm.send(
      new RequestCertificateCommand({ DomainName: "later.example.com", ValidationMethod: "DNS" }),
    );
    const read = () => root.acm.send(new DescribeCertificateCommand({ CertificateArn }));
    const [first] = (await read()).Certificate?.DomainValidationOptions ?? [];
    expect(first?.DomainName).toBe("later.example.com");
    expect(first?.ResourceRecord).toBeUndefined();
    await until(async () => (await read()).Certificate?.DomainValidationOptions?.[0]?.ResourceRecord);
  });

  it("is listed with its true status", async () => {
    const { arn, zone, nameServers, writeRecord, status } = await given();
    const listed = async () => {
      const { CertificateSummaryList = [] } = await root.acm.send(new ListCertificatesCommand({}));
      return CertificateSummaryList.find(({ CertificateArn }) => CertificateArn === arn)?.Status;
    };
    expect(await listed()).toBe("PENDING_VALIDATION");
    await delegate(zone, nameServers);
    await writeRecord();
    await status();
    expect(await listed()).toBe("ISSUED");
    const { certificates } = await accountInventory(stage.endpointUrl, clientAccountId);
    expect(certificates).toContainEqual({ arn, domain: `*.${zone}`, status: "ISSUED" });
  });
});

describe("an idempotency token", () => {
  const request = (IdempotencyToken: string) =>
    root.acm.send(
      new RequestCertificateCommand({ DomainName: "t.example.com", ValidationMethod: "DNS", IdempotencyToken }),
    );

  it("makes one certificate", async () => {
    const [first, second, third] = [await request("same"), await request("same"), await request("other")];
    expect(second.CertificateArn).toBe(first.CertificateArn);
    expect(third.CertificateArn).not.toBe(first.CertificateArn);
  });

  it("creates a new one when its certificate is missing", async () => {
    const first = await request("deleted");
    await root.acm.send(new DeleteCertificateCommand({ CertificateArn: first.CertificateArn }));
    expect((await request("deleted")).CertificateArn).not.toBe(first.CertificateArn);
  });
});

describe("a test asks for", () => {
  beforeEach(() => stage.control("DELETE", "all"));

  it("a certificate that fails with a reason", async () => {
    const { read } = await given();
    await stage.control("POST", "acm", { failure: "CAA_ERROR" });
    expect(await read()).toMatchObject({ Status: "FAILED", FailureReason: "CAA_ERROR" });
    expect(await read()).toMatchObject({ Status: "FAILED" });
  });

  it("a certificate that is given up as ACM does after 72 hours", async () => {
    const { read } = await given();
    await stage.control("POST", "acm", { failure: "VALIDATION_TIMED_OUT" });
    const { Status, FailureReason } = (await read()) ?? {};
    expect({ Status, FailureReason }).toEqual({ Status: "VALIDATION_TIMED_OUT", FailureReason: undefined });
  });

  it("certificates that never validate, until it clears that", async () => {
    const { zone, nameServers, writeRecord, status } = await given();
    await stage.control("POST", "acm", { neverValidates: true });
    await delegate(zone, nameServers);
    await writeRecord();
    expect(await status()).toBe("PENDING_VALIDATION");
    await stage.control("DELETE", "all");
    expect(await status()).toBe("ISSUED");
  });
});
