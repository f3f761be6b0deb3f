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
  /** How long the server works on a statement; 0 for as long as it takes. */
  statementTimeoutSeconds?: number;
  /**
   * How long this side waits for a statement's result: a mute connection is destroyed then, and the
   * pool makes a new one.
   */
  queryTimeoutSeconds?: number;
  lockTimeoutSeconds?: number;
  connectTimeoutSeconds?: number;
  /** Told of connections that broke while nobody used them; the pool replaces them by itself. */
  onConnectionLost?: (error: Error) => void;
};

export type Pool = pg.Pool;

// Longer than the server's own limit, so that a slow statement ends by the server's word.
const graceSeconds = 3;
const longestStatementSeconds = 3600;

const queryTimeoutOf = (statementTimeoutSeconds: number): number =>
  (statementTimeoutSeconds === 0 ? longestStatementSeconds : statementTimeoutSeconds) + graceSeconds;

/** A pool that outlives the database: a lost connection is dropped, and the next query makes a new one. */
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
  // The pool takes its own listener off while a client is in use; an unheard "error" event would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};
