import { createDynamoRouteStore } from "@cogrion/aws";
import { createKvRouteStore } from "@cogrion/cloudflare";
import type { Routes } from "@cogrion/domain";
import { createDoubleRoutes, createRoutes } from "@cogrion/services/provisioning/tenant-routes";
import type { Config } from "./config.ts";

/**
 * Step 8's store, as configured. Of two stores, DynamoDB is written first, because only DynamoDB
 * can reject an older write (docs/adr/0018).
 */
export const createConfiguredRoutes = (
  { routes, aws, place }: Pick<Config, "routes" | "aws" | "place">,
  kvTurn?: () => Promise<void>,
): Routes => {
  const { environment } = place;
  const mirror =
    "cloudflare" in routes
      ? createKvRouteStore({ ...routes.cloudflare, environment, ...(kvTurn === undefined ? {} : { turn: kvTurn }) })
      : undefined;
  const arbiter = "table" in routes ? createDynamoRouteStore(tableOf(routes.table, aws, environment)) : undefined;
  if (arbiter !== undefined && mirror !== undefined) return createDoubleRoutes({ arbiter, mirror });
  const only = arbiter ?? mirror;
  if (only === undefined) throw new Error("no store is configured");
  return createRoutes(only);
};

const tableOf = (
  { name, region }: { name: string; region: string | undefined },
  aws: Config["aws"],
  environment: Config["place"]["environment"],
) => ({ ...aws, region: region ?? aws.region, table: name, environment });
