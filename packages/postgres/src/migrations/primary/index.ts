import { tenantsAndPrincipals } from "./0001-tenants-and-principals.ts";

/** Tables that only the primary region has. */
export const primaryMigrations = {
  "0001-tenants-and-principals": tenantsAndPrincipals,
};
