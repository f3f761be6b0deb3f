import type { InternalHandlerDeps, InternalHandlers } from "./deps.ts";
import { createPrincipalHandlers } from "./principals.ts";
import { createTenantHandlers } from "./tenants.ts";

export const createInternalHandlers = (deps: InternalHandlerDeps): InternalHandlers => ({
  ...createPrincipalHandlers(deps),
  ...createTenantHandlers(deps),
});
