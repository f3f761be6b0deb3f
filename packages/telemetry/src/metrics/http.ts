import type { Registry } from "@prometheus-io/client";
import { Gauge, Histogram } from "@prometheus-io/client";

export type HttpMetrics = {
  /**
   * Call it when the request arrives; the returned function is called once, when the response ends
   * or is aborted.
   */
  begin(): (outcome: { routeId: string; status: number; isStream?: boolean }) => void;
};

/**
 * Rate, errors and duration of one listener's requests. The label is the route's id and never its
 * path: each id in a path would create another series, and anybody could create more.
 */
export const createHttpMetrics = (registry: Registry, listener: string): HttpMetrics => {
  const duration = histogramOf(registry);
  const inFlight = gaugeOf(registry);
  return {
    begin() {
      const startedAt = performance.now();
      inFlight.inc({ listener });
      return ({ routeId, status, isStream }) => {
        inFlight.dec({ listener });
        // A stream lasts as long as its reader wants, so its duration says nothing about us.
        const seconds = isStream === true ? 0 : (performance.now() - startedAt) / 1000;
        duration.observe({ listener, route: routeId, status: String(status) }, seconds);
      };
    },
  };
};

const durationName = "http_request_duration_seconds";
const inFlightName = "http_requests_in_flight";
type DurationLabel = "listener" | "route" | "status";

const histogramOf = (registry: Registry): Histogram<DurationLabel> =>
  (registry.getSingleMetric(durationName) as Histogram<DurationLabel> | undefined) ??
  new Histogram({
    name: durationName,
    help: "Time from a request's arrival to the end of its response; 0 for streams",
    labelNames: ["listener", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

const gaugeOf = (registry: Registry): Gauge<"listener"> =>
  (registry.getSingleMetric(inFlightName) as Gauge<"listener"> | undefined) ??
  new Gauge({
    name: inFlightName,
    help: "Requests in progress, including streams",
    labelNames: ["listener"],
    registers: [registry],
  });
