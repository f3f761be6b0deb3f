export { createKvRouteStore } from "./routes.ts";
export type { CloudflareConfig } from "./routes.ts";
