export { createKvRoutes } from "./routes.ts";
export type { CloudflareConfig } from "./routes.ts";
