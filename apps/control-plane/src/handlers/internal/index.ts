import type { internalRoutes } from "@cogrion/contract/internal";
import type { HandlersOf } from "../../http/handler.ts";
import type { InternalHandlerDeps } from "./deps.ts";
import { createPrincipalHandlers } from "./principals.ts";
import { createTenantHandlers } from "./tenants.ts";

/** A handler for each route of the internal listener: a missing one is a type error. */
export type InternalHandlers = HandlersOf<typeof internalRoutes>;

export const createInternalHandlers = (deps: InternalHandlerDeps): InternalHandlers => ({
  ...createPrincipalHandlers(deps),
  ...createTenantHandlers(deps),
});
