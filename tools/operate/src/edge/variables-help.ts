const meanings = {
  ENVIRONMENT: "dev or prod: whose routes",
  DNS_ZONE: "the zone's name, such as cogrion.com",
  CLOUDFLARE_API_TOKEN: "token with access to what the command reads and changes",
  CLOUDFLARE_ACCOUNT_ID: "the account of the KV namespace",
  CLOUDFLARE_KV_NAMESPACE_ID: "the environment's routes in Workers KV",
  CLOUDFLARE_ZONE_ID: "the zone at Cloudflare",
  ROUTE53_ZONE_ID: "the hosted zone in Route 53, which must exist",
  ROUTES_TABLE: "the environment's routes in DynamoDB",
  ROUTES_TABLE_REGION: "AWS region of the replica that provisioning writes; AWS_REGION when absent",
  AWS_REGION: "AWS region; the AWS SDK's default chain finds the credentials",
  PARENT_DNS_SERVERS: "servers to ask instead of the parent zone's: address:port, separated by commas",
  ROUTE53_DNS_SERVERS: "servers to ask instead of the hosted zone's, in the same format",
};
type Name = keyof typeof meanings;

const helpOf = (...names: Name[]): string => `
Environment:
${names.map((name) => `  ${name.padEnd(27)} ${meanings[name]}`).join("\n")}
  CLOUDFLARE_BASE_URL, AWS_ENDPOINT_URL  only for endpoints other than the hosts' own`;

export const zoneVariablesHelp = helpOf(
  "DNS_ZONE",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ZONE_ID",
  "ROUTE53_ZONE_ID",
  "AWS_REGION",
  "PARENT_DNS_SERVERS",
  "ROUTE53_DNS_SERVERS",
);

export const storeVariablesHelp = helpOf(
  "ENVIRONMENT",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ACCOUNT_ID",
  "CLOUDFLARE_KV_NAMESPACE_ID",
  "ROUTES_TABLE",
  "ROUTES_TABLE_REGION",
  "AWS_REGION",
);

/** Variables for the record's zone: the id of the host that serves it now. */
export const recordVariablesHelp = helpOf(
  "ENVIRONMENT",
  "DNS_ZONE",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ZONE_ID",
  "ROUTE53_ZONE_ID",
  "AWS_REGION",
);

export const bucketVariablesHelp = helpOf("AWS_REGION");
