import type { EdgeHandler } from "@cogrion/edge/request";
import type { KvNamespace } from "@cogrion/edge/route-reader";
import { createKvReader } from "@cogrion/edge/route-reader";
import { configOf } from "./config.ts";
import { createLookupHandler } from "./handler.ts";

type Bindings = { ENVIRONMENT: string; TENANT_ROUTES: KvNamespace; TENANT_ROUTES_DEV?: KvNamespace };

const handlerOf = (bindings: Bindings): EdgeHandler => {
  const { environment } = configOf(bindings);
  const { TENANT_ROUTES: own, TENANT_ROUTES_DEV: dev } = bindings;
  return createLookupHandler({
    defaultEnvironment: environment,
    readers: {
      ...(dev === undefined ? {} : { dev: createKvReader(dev, "dev") }),
      [environment]: createKvReader(own, environment),
    },
  });
};

let handler: EdgeHandler | undefined;

const worker = {
  fetch: (request: Request, bindings: Bindings): Promise<Response> => {
    handler ??= handlerOf(bindings);
    return handler({ request, clientAddress: undefined });
  },
};
// oxlint-disable-next-line import/no-default-export -- the Workers runtime calls it
export default worker;
