export type { PrimaryOptions } from "./call.ts";
export * from "./contract.ts";
export { createRemoteTenants } from "./tenants.ts";
