import { edgeApps } from "@cogrion/edge-bundle/bundle";
import { z } from "zod";

const schema = z.strictObject({
  /** Where the Lambda bundles are written. */
  folder: z.string().min(1),
  /** `address:port` of the name server that says who serves a host. */
  dnsServer: z.string().min(1),
  lambdas: z.array(z.strictObject({ app: z.enum(edgeApps), port: z.int() })),
  fronts: z.array(
    z.strictObject({
      host: z.string(),
      port: z.int(),
      /** By the name that the host's CNAME can have: the origin that stands for it. */
      targets: z.record(z.string(), z.url()),
    }),
  ),
});

export type EdgeConfig = z.infer<typeof schema>;
export type EdgeFront = EdgeConfig["fronts"][number];

/** Beside it are the apps' own variables, which they read from the environment as in Lambda. */
export const readEdgeEnvironment = (): EdgeConfig => schema.parse(JSON.parse(process.env["EDGE_CONFIG"] ?? "{}"));

export const edgeEnvironmentOf = (config: EdgeConfig): Record<string, string> => ({
  EDGE_CONFIG: JSON.stringify(config),
});
