import { createLoadBalancerHost } from "@cogrion/edge/load-balancer/host";
import { readConfig, readRegion } from "./config.ts";
import { createRegionalHandler } from "./regional/handler.ts";

const { upstreams } = readConfig();
const upstream = upstreams.get(readRegion());
if (upstream === undefined) throw new Error("REGION is not one of REGIONS");

/** For the region's public load balancer: see regional/listener-rules.ts. */
export const handler = createLoadBalancerHost(createRegionalHandler(upstream));
