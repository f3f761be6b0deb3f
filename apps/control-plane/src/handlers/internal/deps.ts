import type { Environment, Store, Tenants } from "@cogrion/domain";

export type InternalHandlerDeps = {
  store: Pick<Store, "principals">;
  tenants: Tenants;
  environment: Environment;
};
