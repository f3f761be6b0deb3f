export * from "./logs/logger.ts";
export * from "./metrics/http.ts";
export * from "./metrics/registry.ts";
