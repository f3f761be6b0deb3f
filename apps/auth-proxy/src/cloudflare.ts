import type { EdgeHandler } from "@cogrion/edge/request";
import type { KvNamespace } from "@cogrion/edge/route-reader";
import { createKvReader } from "@cogrion/edge/route-reader";
import { configOf } from "./config.ts";
import { createProxyHandler } from "./handler.ts";

type Bindings = { TENANT_ROUTES: KvNamespace };

const handlerOf = (bindings: Bindings): EdgeHandler => {
  const config = configOf(bindings);
  return createProxyHandler({
    ...config,
    fetch: (request, init) => fetch(request, init),
    readRoute: createKvReader(bindings.TENANT_ROUTES, config.environment),
  });
};

let handler: EdgeHandler | undefined;

const worker = {
  fetch: (request: Request, bindings: Bindings): Promise<Response> => {
    handler ??= handlerOf(bindings);
    // Cloudflare sets this header itself and overwrites a client's.
    return handler({ request, clientAddress: request.headers.get("cf-connecting-ip") ?? undefined });
  },
};
// oxlint-disable-next-line import/no-default-export -- the Workers runtime calls it
export default worker;
