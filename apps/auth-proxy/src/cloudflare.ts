import type { EdgeHandler } from "@cogrion/edge/request";
import { configOf } from "./config.ts";
import { createProxyHandler } from "./handler.ts";
import { regionOfStored } from "./stored-region.ts";

/** The part of a Workers KV binding that is used. */
type KvNamespace = { get(key: string, options: { cacheTtl: number }): Promise<string | null> };
type Bindings = { TENANT_ROUTES: KvNamespace };

const handlerOf = (bindings: Bindings): EdgeHandler =>
  createProxyHandler({
    ...configOf(bindings),
    fetch: (request, init) => fetch(request, init),
    regionOf: async (tenant) => {
      const text = await bindings.TENANT_ROUTES.get(tenant, { cacheTtl: 30 });
      return text === null ? undefined : regionOfStored(text);
    },
  });

let handler: EdgeHandler | undefined;

const worker = {
  fetch: (request: Request, bindings: Bindings): Promise<Response> => {
    handler ??= handlerOf(bindings);
    // Cloudflare sets this header itself and overwrites a client's.
    return handler({ request, clientAddress: request.headers.get("cf-connecting-ip") ?? undefined });
  },
};
// oxlint-disable-next-line import/no-default-export -- what the Workers runtime calls
export default worker;
