import pg from "pg";
import { DeadlineClient } from "./deadline-client.ts";
import type { Tls } from "./tls.ts";
import { sslOf } from "./tls.ts";

export type PoolOptions = {
  databaseUrl: string;
  tls?: Tls | undefined;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  maxConnections?: number;
  /** How long the server may work on a statement; 0 for no limit. */
  statementTimeoutSeconds?: number;
  /**
   * How long this side waits for a statement's result. Then the connection is destroyed, and the
   * pool opens another one.
   */
  queryTimeoutSeconds?: number;
  lockTimeoutSeconds?: number;
  connectTimeoutSeconds?: number;
  /** Called for connections that broke while they were idle; the pool replaces them. */
  onConnectionLost?: (error: Error) => void;
};

export type Pool = pg.Pool;

// Longer than the server's limit, so that the server ends a slow statement.
const graceSeconds = 3;
const longestStatementSeconds = 3600;

const queryTimeoutOf = (statementTimeoutSeconds: number): number =>
  (statementTimeoutSeconds === 0 ? longestStatementSeconds : statementTimeoutSeconds) + graceSeconds;

/**
 * A pool that survives a restart of the database: a lost connection is dropped, and the next query
 * opens another one.
 */
export const createPool = (options: PoolOptions): Pool => {
  const { statementTimeoutSeconds = 10 } = options;
  const queryTimeoutSeconds = options.queryTimeoutSeconds ?? queryTimeoutOf(statementTimeoutSeconds);
  const pool = new pg.Pool({
    Client: DeadlineClient,
    query_timeout: queryTimeoutSeconds * 1000,
    connectionString: options.databaseUrl,
    ssl: sslOf(options.tls),
    application_name: options.applicationName,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: (options.connectTimeoutSeconds ?? 5) * 1000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementTimeoutSeconds * 1000,
    lock_timeout: (options.lockTimeoutSeconds ?? 5) * 1000,
    // A process that dies between two statements of a transaction must not keep its row locks.
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on("error", (error) => options.onConnectionLost?.(error));
  // The pool removes its own listener while a client is in use, and an unhandled "error" event
  // would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};
