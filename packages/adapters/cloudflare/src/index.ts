export { createKvRouteStore } from "./routes.ts";
export type { CloudflareConfig } from "./routes.ts";
export { createCloudflareDnsRecords } from "./dns-records.ts";
export type { CloudflareZoneConfig } from "./dns-records.ts";
