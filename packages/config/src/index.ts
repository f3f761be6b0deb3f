export { checkDomains } from "./domains.ts";
export { ConfigError } from "./error.ts";
export * as schemas from "./schemas.ts";
export type { RegionTable } from "./schemas.ts";
export { createVariables } from "./variables.ts";
export type { Variables } from "./variables.ts";
