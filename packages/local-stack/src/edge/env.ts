import { edgeApps } from "@cogrion/edge-bundle/bundle";
import { z } from "zod";

const schema = z.strictObject({
  /** Where the Lambda bundles are written. */
  folder: z.string().min(1),
  /** `address:port` of the name server that resolves the hosts. */
  dnsServer: z.string().min(1),
  lambdas: z.array(z.strictObject({ app: z.enum(edgeApps), port: z.int() })),
  fronts: z.array(
    z.strictObject({
      host: z.string(),
      port: z.int(),
      /** The origin for each possible target of the host's CNAME. */
      targets: z.record(z.string(), z.url()),
    }),
  ),
});

export type EdgeConfig = z.infer<typeof schema>;
export type EdgeFront = EdgeConfig["fronts"][number];

/**
 * The apps' own variables are in addition to it; they read them from the environment, as in Lambda.
 */
export const readEdgeEnvironment = (): EdgeConfig => schema.parse(JSON.parse(process.env["EDGE_CONFIG"] ?? "{}"));

export const edgeEnvironmentOf = (config: EdgeConfig): Record<string, string> => ({
  EDGE_CONFIG: JSON.stringify(config),
});
