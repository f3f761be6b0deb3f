import { createAuthoritativeAnswers, createAuthoritativeDns, createRoute53DnsRecords } from "@cogrion/aws";
import { createCloudflareDnsRecords } from "@cogrion/cloudflare";
import type { DnsRecords, ParentDelegation } from "@cogrion/domain";
import type { ZoneMove } from "@cogrion/edge-migration/zone/move";
import { createZoneMove } from "@cogrion/edge-migration/zone/move";
import { UsageError } from "@cogrion/cli/failure";
import { edgeVariables, pickVariables, readEdgeVariables } from "./variables.ts";

const ofCloudflare = pickVariables("DNS_ZONE", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ZONE_ID", "CLOUDFLARE_BASE_URL");
const ofRoute53 = pickVariables("DNS_ZONE", "ROUTE53_ZONE_ID", "AWS_REGION", "AWS_ENDPOINT_URL");
const servers = pickVariables("PARENT_DNS_SERVERS", "ROUTE53_DNS_SERVERS");

const atCloudflare = (): DnsRecords => {
  const read = readEdgeVariables(ofCloudflare);
  return createCloudflareDnsRecords({
    apiToken: read.CLOUDFLARE_API_TOKEN,
    zoneId: read.CLOUDFLARE_ZONE_ID,
    zoneName: read.DNS_ZONE,
    baseUrl: read.CLOUDFLARE_BASE_URL,
  });
};

const atRoute53 = (): DnsRecords => {
  const read = readEdgeVariables(ofRoute53);
  return createRoute53DnsRecords({
    region: read.AWS_REGION,
    endpoint: read.AWS_ENDPOINT_URL,
    credentials: undefined,
    zoneId: read.ROUTE53_ZONE_ID,
    zoneName: read.DNS_ZONE,
  });
};

export const dnsHostNames = ["cloudflare", "route-53"] as const;
export type DnsHostName = (typeof dnsHostNames)[number];

/**
 * The zone's records at the host where they are written now. Without `name`: at the only host whose
 * zone id is set. @throws UsageError
 */
export const configuredRecords = (name: DnsHostName | undefined): DnsRecords => {
  const { CLOUDFLARE_ZONE_ID: one, ROUTE53_ZONE_ID: other } = readEdgeVariables({
    CLOUDFLARE_ZONE_ID: edgeVariables.CLOUDFLARE_ZONE_ID.optional(),
    ROUTE53_ZONE_ID: edgeVariables.ROUTE53_ZONE_ID.optional(),
  });
  if (name === undefined && one !== undefined && other !== undefined) {
    throw new UsageError("Both zones are set. Say with --dns which of them serves the name now.");
  }
  const isRoute53 = name === "route-53" || (name === undefined && one === undefined && other !== undefined);
  return isRoute53 ? atRoute53() : atCloudflare();
};

export type ConfiguredZone = {
  zoneName: string;
  move: ZoneMove;
  source: DnsRecords;
  target: DnsRecords;
  parent: ParentDelegation;
};

/** The zone at both hosts. @throws UsageError */
export const configuredZone = (): ConfiguredZone => {
  const read = readEdgeVariables({ ...ofCloudflare, ...ofRoute53, ...servers });
  const zoneName = read.DNS_ZONE;
  const [source, target] = [atCloudflare(), atRoute53()];
  const answers = createAuthoritativeAnswers(read.ROUTE53_DNS_SERVERS);
  const parentZone = zoneName.split(".").slice(1).join(".");
  const parent = createAuthoritativeDns({ parentZone, servers: read.PARENT_DNS_SERVERS });
  return { zoneName, source, target, parent, move: createZoneMove({ zoneName, source, target, parent, answers }) };
};
