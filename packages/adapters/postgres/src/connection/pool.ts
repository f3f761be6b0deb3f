import pg from "pg";
import type { Tls } from "./tls.ts";
import { sslOf } from "./tls.ts";

export type PoolOptions = {
  databaseUrl: string;
  tls?: Tls | undefined;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  maxConnections?: number;
  statementTimeoutSeconds?: number;
  lockTimeoutSeconds?: number;
  connectTimeoutSeconds?: number;
  /** Told of connections that broke while nobody used them; the pool replaces them by itself. */
  onConnectionLost?: (error: Error) => void;
};

export type Pool = pg.Pool;

/** A pool that outlives the database: a lost connection is dropped, and the next query makes a new one. */
export const createPool = (options: PoolOptions): Pool => {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    ssl: sslOf(options.tls),
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: (options.connectTimeoutSeconds ?? 5) * 1000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: (options.statementTimeoutSeconds ?? 10) * 1000,
    lock_timeout: (options.lockTimeoutSeconds ?? 5) * 1000,
    // A process that dies between two statements of a transaction must not keep its row locks.
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // The pool takes its own listener off while a client is in use; an unheard "error" event would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};
