import { collectDefaultMetrics, Registry } from "@prometheus-io/client";

export { Counter, Gauge, Histogram } from "@prometheus-io/client";
export type { Registry } from "@prometheus-io/client";

export type MetricsOptions = { service: string; environment: string; region: string };

/**
 * A registry with the process's own metrics (`process_*`, `nodejs_*`); every series carries
 * service, environment and region.
 */
export const createMetricsRegistry = ({ service, environment, region }: MetricsOptions): Registry => {
  const registry = new Registry();
  registry.setDefaultLabels({ service, environment, region });
  collectDefaultMetrics({ register: registry });
  return registry;
};
