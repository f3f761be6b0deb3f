export * from "./logs/logger.ts";
export * from "./metrics/http.ts";
export * from "./metrics/registry.ts";
export { collectStartUpGarbage } from "./ops/collect-garbage.ts";
export * from "./ops/listener.ts";
export type { DependencyCheck, Readiness } from "./ops/readiness.ts";
export { stopOnSignal } from "./ops/graceful-stop.ts";
