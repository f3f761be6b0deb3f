export type { PrimaryOptions } from "./call.ts";
export { createRemotePrincipals } from "./principals.ts";
export type { PrincipalLookupOutcome } from "./principals.ts";
export { createRemoteTenants } from "./tenants.ts";
