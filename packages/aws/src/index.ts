export { createAuthoritativeDns } from "./authoritative-dns.ts";
export { createCertificates } from "./certificates.ts";
export { createClientAccount } from "./client-account.ts";
export { createSessions } from "./clients.ts";
export type { AwsConfig } from "./clients.ts";
export { createHostedZones } from "./hosted-zones.ts";
export { createParentZone } from "./parent-zone.ts";
export { createDynamoRouteStore } from "./routes-table.ts";
export type { RoutesTableConfig } from "./routes-table.ts";
