import type { internalRoutes } from "@cogrion/contract/internal";
import type { Place, Store, Tenants } from "@cogrion/domain";
import type { HandlersOf } from "../../http/handler.ts";

/** A handler for each route of the internal listener: a missing one is a type error. */
export type InternalHandlers = HandlersOf<typeof internalRoutes>;

export type InternalHandlerDeps = {
  store: Pick<Store, "principals">;
  tenants: Tenants;
  /** The primary region. */
  place: Place;
};
