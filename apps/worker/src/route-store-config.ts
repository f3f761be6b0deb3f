import type { Values } from "@cogrion/config";
import type { workerVariables } from "./variables.ts";

type KvConfig = { accountId: string; apiToken: string; namespaceId: string; baseUrl: string | undefined };
/** All regions write one region's replica, because conditions apply within a replica only. */
type RoutesTable = { name: string; region: string | undefined };
export type RouteStoreConfig =
  | { store: "cloudflare-kv"; cloudflare: KvConfig }
  | { store: "dynamodb"; table: RoutesTable }
  | { store: "both"; cloudflare: KvConfig; table: RoutesTable };

/** `values` are validated: the variables of the chosen store are set. */
export const routeStoreOf = (values: Values<(typeof workerVariables)["variables"]>): RouteStoreConfig => {
  const cloudflare = {
    accountId: values.CLOUDFLARE_ACCOUNT_ID ?? "",
    apiToken: values.CLOUDFLARE_API_TOKEN ?? "",
    namespaceId: values.CLOUDFLARE_KV_NAMESPACE_ID ?? "",
    baseUrl: values.CLOUDFLARE_BASE_URL,
  };
  const table = { name: values.ROUTES_TABLE ?? "", region: values.ROUTES_TABLE_REGION };
  if (values.ROUTE_STORE === "cloudflare-kv") return { store: "cloudflare-kv", cloudflare };
  return values.ROUTE_STORE === "dynamodb" ? { store: "dynamodb", table } : { store: "both", cloudflare, table };
};
