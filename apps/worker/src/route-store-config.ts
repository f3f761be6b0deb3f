import type { Variables } from "@cogrion/config";
import { schemas } from "@cogrion/config";
import { z } from "zod";

type KvConfig = { accountId: string; apiToken: string; namespaceId: string; baseUrl: string | undefined };
/** One region's replica is written by all regions: conditions hold within a replica only. */
type RoutesTable = { name: string; region: string | undefined };
export type RouteStoreConfig =
  | { store: "cloudflare-kv"; cloudflare: KvConfig }
  | { store: "dynamodb"; table: RoutesTable }
  | { store: "both"; cloudflare: KvConfig; table: RoutesTable };

const secret = z.string().min(1);
const url = z.string().refine((text) => URL.canParse(text), { error: "must be a URL" });
const routeStore = z.enum(["cloudflare-kv", "dynamodb", "both"], {
  error: "must be cloudflare-kv, dynamodb, or both",
});
const tableName = z.string().regex(/^[A-Za-z0-9._-]{3,255}$/, { error: "must be the name of a DynamoDB table" });

/** The values after a fault are not used. */
export const readRouteStore = ({ withDefault, required, optional }: Variables): RouteStoreConfig => {
  const store = withDefault("ROUTE_STORE", routeStore, "cloudflare-kv");
  const cloudflare =
    store === "dynamodb"
      ? undefined
      : {
          accountId: required("CLOUDFLARE_ACCOUNT_ID", schemas.name) ?? "",
          apiToken: required("CLOUDFLARE_API_TOKEN", secret) ?? "",
          namespaceId: required("CLOUDFLARE_KV_NAMESPACE_ID", schemas.name) ?? "",
          baseUrl: optional("CLOUDFLARE_BASE_URL", url),
        };
  if (store === "cloudflare-kv" && cloudflare !== undefined) return { store, cloudflare };
  const table = {
    name: required("ROUTES_TABLE", tableName) ?? "",
    region: optional("ROUTES_TABLE_REGION", schemas.name),
  };
  return cloudflare === undefined ? { store: "dynamodb", table } : { store: "both", cloudflare, table };
};
