import type { ChangeFeed, WorkspaceId } from "@cogrion/domain";
import type pg from "pg";
import { DeadlineClient } from "./connection/deadline-client.ts";
import type { Tls } from "./connection/tls.ts";
import { sslOf } from "./connection/tls.ts";
import { workspaceCommandsChannel, workspaceEventsChannel } from "./channels.ts";

export type ChangeFeedOptions = {
  databaseUrl: string;
  tls?: Tls | undefined;
  applicationName: string;
  /**
   * How often all subscribers are notified while there is no connection, and how long to wait
   * before the next attempt to connect.
   */
  pollIntervalSeconds?: number;
  /** How often the connection is checked; a dead one would never report what it missed. */
  pingIntervalSeconds?: number;
  onConnectionLost?: (error: Error) => void;
};

export type PostgresChangeFeed = ChangeFeed & { close(): Promise<void> };

/**
 * One dedicated connection that listens for all subscribers. It is replaced when it is lost or
 * dead.
 */
export const createChangeFeed = (options: ChangeFeedOptions): PostgresChangeFeed => {
  const pollIntervalMillis = (options.pollIntervalSeconds ?? 1) * 1000;
  const eventWakes = new Map<string, Set<() => void>>();
  const commandWakes = new Set<() => void>();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let pinging: NodeJS.Timeout | undefined;
  const pingIntervalMillis = (options.pingIntervalSeconds ?? 15) * 1000;
  let isClosed = false;

  const wakeAll = (): void => {
    for (const wakes of eventWakes.values()) for (const wake of wakes) wake();
    for (const wake of commandWakes) wake();
  };

  const onNotification = ({ channel, payload }: pg.Notification): void => {
    const wakes = channel === workspaceCommandsChannel ? commandWakes : eventWakes.get(payload ?? "");
    for (const wake of wakes ?? []) wake();
  };

  const onLost = (lost: pg.Client, error: Error): void => {
    if (client !== lost || isClosed) return;
    client = undefined;
    clearInterval(pinging);
    options.onConnectionLost?.(error);
    void lost.end().catch(() => undefined);
    timer = setTimeout(connect, pollIntervalMillis);
  };

  const connect = (): void => {
    const fresh = new DeadlineClient({
      query_timeout: Math.min(pingIntervalMillis, 5000),
      connectionString: options.databaseUrl,
      ssl: sslOf(options.tls),
      application_name: options.applicationName,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client = fresh;
    fresh.on("notification", onNotification);
    fresh.on("error", (error) => onLost(fresh, error));
    fresh.on("end", () => onLost(fresh, new Error("the server closed the connection")));
    const listen = async (): Promise<void> => {
      await fresh.connect();
      await fresh.query(`listen ${workspaceEventsChannel}; listen ${workspaceCommandsChannel}`);
      if (client !== fresh || isClosed) return;
      pinging = setInterval(() => {
        fresh.query("select 1").catch((error: Error) => onLost(fresh, error));
      }, pingIntervalMillis);
      // Commits while nothing listened were missed.
      wakeAll();
    };
    listen().catch((error: Error) => {
      wakeAll();
      onLost(fresh, error);
    });
  };
  connect();

  return {
    onWorkspaceEvent(id: WorkspaceId, wake) {
      const wakes = eventWakes.get(id) ?? new Set();
      wakes.add(wake);
      eventWakes.set(id, wakes);
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && eventWakes.get(id) === wakes) eventWakes.delete(id);
      };
    },
    onCommand(wake) {
      commandWakes.add(wake);
      return () => void commandWakes.delete(wake);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(pinging);
      await client?.end();
    },
  };
};
