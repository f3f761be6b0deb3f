import { join } from "node:path";
import { lambdaEnvironmentOf, lookupEdgeOf } from "@cogrion/local-stack/edge/lookup";
import { startEdge } from "@cogrion/local-stack/parts/edge";
import type { EdgeStores } from "./edge-stores.ts";

/** The lookup behind API Gateway with Lambda, and its public name, which follows its record. */
export const startEdgeHosts = ({ parts, ports }: EdgeStores): ReturnType<typeof startEdge> =>
  startEdge({
    ...lookupEdgeOf(ports),
    folder: join(parts.folder, "edge"),
    dnsServer: parts.aws.dnsServer,
    environment: lambdaEnvironmentOf(parts.aws.endpointUrl),
    logFile: join(parts.folder, "logs", "edge.log"),
  });
