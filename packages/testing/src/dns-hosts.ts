import { createAuthoritativeDns, createRoute53DnsRecords } from "@cogrion/aws";
import { createCloudflareDnsRecords } from "@cogrion/cloudflare";
import type { DnsRecords, ParentDelegation } from "@cogrion/domain";
import { accountInventory, deleteRecord, ensureParentZone, writeRecord } from "@cogrion/emulators/aws/accounts";
import { cogrionAccessKeyId, cogrionAccountId } from "@cogrion/emulators/aws/credentials";
import type { TestParts } from "./parts.ts";
import { startTestParts, testSecrets } from "./parts.ts";
import { z } from "zod";

export type DnsHosts = {
  parts: TestParts<"aws" | "workers">;
  /** The same zone at both hosts, each without a record of ours. */
  cloudflare: DnsRecords;
  route53: DnsRecords;
  /** Calls Cloudflare's API directly, like an operator. */
  callCloudflare(method: string, path: string, body?: object): Promise<{ status: number; answer: unknown }>;
  /** For the command line. */
  environment: Record<string, string>;
  stop(): Promise<void>;
};

export const zoneName = "cogrion.example";
const created = z.object({ result: z.object({ id: z.string() }) });

export const startDnsHosts = async (): Promise<DnsHosts> => {
  const parts = await startTestParts({ parts: ["aws", "workers"] });
  const { apiToken } = testSecrets.cloudflare;
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${parts.workers.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${apiToken}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as unknown };
  };
  const { result } = created.parse((await call("POST", "/zones", { name: zoneName })).answer);
  const aws = {
    region: "ap-southeast-1",
    endpoint: parts.aws.endpointUrl,
    credentials: { accessKeyId: cogrionAccessKeyId, secretAccessKey: "test" },
  };
  const place = { endpointUrl: parts.aws.endpointUrl, accountId: cogrionAccountId };
  await ensureParentZone({ ...place, zoneName });
  const { hostedZones } = await accountInventory(place.endpointUrl, place.accountId);
  const zoneId = hostedZones.find(({ name }) => name === zoneName)?.id ?? "";
  return {
    parts,
    cloudflare: createCloudflareDnsRecords({ apiToken, zoneId: result.id, zoneName, baseUrl: parts.workers.apiUrl }),
    route53: createRoute53DnsRecords({ ...aws, zoneId, zoneName }),
    callCloudflare: (method, path, body) => call(method, `/zones/${result.id}${path}`, body),
    environment: {
      DNS_ZONE: zoneName,
      CLOUDFLARE_API_TOKEN: apiToken,
      CLOUDFLARE_ZONE_ID: result.id,
      CLOUDFLARE_BASE_URL: parts.workers.apiUrl,
      ROUTE53_ZONE_ID: zoneId,
      ROUTE53_DNS_SERVERS: parts.aws.dnsServer,
      AWS_REGION: aws.region,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
    },
    stop: () => parts.stop(),
  };
};

export type Registry = {
  /** Its own servers, queried directly. */
  delegation: ParentDelegation;
  dnsServer: string;
  /**
   * What a registrar does: it delegates to these servers, with a DS record if the zone is signed.
   */
  set(nameServers: readonly string[], isSigned?: boolean): Promise<void>;
  stop(): Promise<void>;
};

const parentZone = "example";

/**
 * The parent zone, on separate servers: one that had both zones would serve the zone itself instead
 * of referring to it.
 */
export const startRegistry = async (): Promise<Registry> => {
  const parts = await startTestParts({ parts: ["aws"] });
  const { endpointUrl, dnsServer } = parts.aws;
  await ensureParentZone({ endpointUrl, accountId: cogrionAccountId, zoneName: parentZone });
  const write = (type: "NS" | "DS", values: readonly string[]) =>
    writeRecord(endpointUrl, cogrionAccountId, parentZone, { name: zoneName, type, values });
  let isSignedNow = false;
  return {
    dnsServer,
    delegation: createAuthoritativeDns({ parentZone, servers: [dnsServer] }),
    async set(nameServers, isSigned = false) {
      await write("NS", nameServers);
      if (isSigned) await write("DS", [`12345 13 2 ${"ab".repeat(32)}`]);
      else if (isSignedNow) await deleteRecord(endpointUrl, cogrionAccountId, { name: zoneName, type: "DS" });
      isSignedNow = isSigned;
    },
    stop: () => parts.stop(),
  };
};
