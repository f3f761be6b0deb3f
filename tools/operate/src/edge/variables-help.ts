const meanings = {
  ENVIRONMENT: "dev or prod: whose routes",
  DNS_ZONE: "the zone's name, such as cogrion.com",
  CLOUDFLARE_API_TOKEN: "may read and edit what the command is about",
  CLOUDFLARE_ACCOUNT_ID: "the account of the KV namespace",
  CLOUDFLARE_KV_NAMESPACE_ID: "the environment's routes in Workers KV",
  CLOUDFLARE_ZONE_ID: "the zone at Cloudflare",
  ROUTE53_ZONE_ID: "the zone in Route 53, which you made before",
  ROUTES_TABLE: "the environment's routes in DynamoDB",
  ROUTES_TABLE_REGION: "its replica that provisioning writes; AWS_REGION otherwise",
  AWS_REGION: "and AWS credentials as the AWS SDK finds them",
  PARENT_DNS_SERVERS: "instead of the parent zone's own: address:port, separated by commas",
  ROUTE53_DNS_SERVERS: "instead of the hosted zone's own, likewise",
};
type Name = keyof typeof meanings;

const helpOf = (...names: Name[]): string => `
Environment:
${names.map((name) => `  ${name.padEnd(27)} ${meanings[name]}`).join("\n")}
  CLOUDFLARE_BASE_URL, AWS_ENDPOINT_URL  only where they are not the hosts' own`;

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

/** Of the zone where it is answered from now: one of the two ids. */
export const recordVariablesHelp = helpOf(
  "ENVIRONMENT",
  "DNS_ZONE",
  "CLOUDFLARE_API_TOKEN",
  "CLOUDFLARE_ZONE_ID",
  "ROUTE53_ZONE_ID",
  "AWS_REGION",
);

export const bucketVariablesHelp = helpOf("AWS_REGION");
