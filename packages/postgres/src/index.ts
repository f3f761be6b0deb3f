export { createAuditChains } from "./audit-chains.ts";
export { createChangeFeed } from "./change-feed.ts";
export type { PostgresChangeFeed } from "./change-feed.ts";
export { createPool } from "./connection/pool.ts";
export type { Pool, PoolOptions } from "./connection/pool.ts";
export { migrate } from "./migrations/migrate.ts";
export type { MigrateOptions } from "./migrations/migrate.ts";
export { createStore } from "./store.ts";
export { createTenants } from "./tenants.ts";
