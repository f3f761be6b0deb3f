import { tenantsAndPrincipals } from "./0001-tenants-and-principals.ts";
import { servicePrincipalRecords } from "./0002-service-principal-records.ts";
import { releasedTenants } from "./0003-released-tenants.ts";

/** Tables that only the primary region has. */
export const primaryMigrations = {
  "0001-tenants-and-principals": tenantsAndPrincipals,
  "0002-service-principal-records": servicePrincipalRecords,
  "0003-released-tenants": releasedTenants,
};
