import type { EdgeHandler } from "@cogrion/edge/request";
import { createLookupHandler } from "./handler.ts";
import type { RouteStore } from "./store.ts";
import { configOf } from "./config.ts";

/** The part of a Workers KV binding that is used. */
type KvNamespace = { get(key: string, options: { cacheTtl: number }): Promise<string | null> };
type Bindings = { ENVIRONMENT: string; TENANT_ROUTES: KvNamespace; TENANT_ROUTES_DEV?: KvNamespace };

// The least that KV takes; a route is read where it was read lately.
const cacheTtl = 30;

const storeOf = (namespace: KvNamespace): RouteStore => ({
  read: async (tenant) => (await namespace.get(tenant, { cacheTtl })) ?? undefined,
});

const handlerOf = (bindings: Bindings): EdgeHandler => {
  const { environment } = configOf(bindings);
  const dev = bindings.TENANT_ROUTES_DEV;
  return createLookupHandler({
    defaultEnvironment: environment,
    stores: { ...(dev === undefined ? {} : { dev: storeOf(dev) }), [environment]: storeOf(bindings.TENANT_ROUTES) },
  });
};

let handler: EdgeHandler | undefined;

const worker = {
  fetch: (request: Request, bindings: Bindings): Promise<Response> => {
    handler ??= handlerOf(bindings);
    return handler({ request, clientAddress: undefined });
  },
};
// oxlint-disable-next-line import/no-default-export -- what the Workers runtime calls
export default worker;
