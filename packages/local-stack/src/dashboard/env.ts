import { siteSchema } from "@cogrion/edge/dashboard/site";
import { z } from "zod";

const schema = z.strictObject({
  /** The built dashboard. */
  folder: z.string().min(1),
  port: z.int(),
  site: z.unknown().transform((given) => siteSchema.parse(given)),
});
export type DashboardConfig = z.infer<typeof schema>;

export const readDashboardEnvironment = (): DashboardConfig =>
  schema.parse(JSON.parse(process.env["DASHBOARD_CONFIG"] ?? "{}"));

export const dashboardEnvironmentOf = (config: DashboardConfig): Record<string, string> => ({
  DASHBOARD_CONFIG: JSON.stringify(config),
});
