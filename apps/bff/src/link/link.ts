import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkspaceId } from "@cogrion/domain";
import { heartbeatIntervalSeconds } from "@cogrion/domain";
import type { Logger } from "@cogrion/telemetry";
import type { ConfigCache } from "./config-cache.ts";
import type { ControlPlane } from "./control-plane.ts";
import { pauseSecondsOf } from "./pace.ts";
import type { KeptConfig, LinkState } from "./state.ts";
import { initialState, isStale, reportedHealthOf, tasksOf } from "./state.ts";
import type { Task, Trouble } from "./trouble.ts";
import { endsRound, troubleOf } from "./trouble.ts";

export type LinkOptions = {
  workspaceId: WorkspaceId;
  controlPlane: ControlPlane;
  cache: ConfigCache;
  logger: Logger;
  /** Sends heartbeats at least this often; undefined to use the control plane's interval. */
  longestIntervalSeconds: number | undefined;
};

/**
 * The BFF's side of the connection to its control plane: configuration, registration, heartbeats.
 */
export type Link = {
  state(): Readonly<LinkState>;
  /**
   * Ends the pause before the next round, because something that was missing may now be available.
   */
  wake(): void;
  /** Stops after the current round. */
  stop(): Promise<void>;
};

type RoundTroubles = Pick<LinkState, "configTrouble" | "beatTrouble">;

/**
 * Starts with the last cached configuration, so that the BFF serves while the control plane is
 * unavailable.
 */
export const startLink = async (options: LinkOptions): Promise<Link> => {
  const { workspaceId, controlPlane, cache, logger } = options;
  const state = initialState(await cache.read());
  if (state.kept !== undefined)
    logger.info({ config_version: state.kept.config.version }, "starting with the cached configuration");
  const stopping = new AbortController();
  let pausing = new AbortController();
  let intervalSeconds = state.kept?.config.heartbeat_interval_seconds ?? heartbeatIntervalSeconds;
  let registrationKey = randomUUID();

  const keep = async (kept: KeptConfig): Promise<void> => {
    try {
      await cache.write(kept);
      state.isCacheWritten = true;
    } catch (err) {
      if (state.isCacheWritten)
        logger.error(
          { err },
          "the configuration cannot be cached; a restart while the control plane is unavailable would fail",
        );
      state.isCacheWritten = false;
    }
  };

  const run: Record<Task, () => Promise<void>> = {
    async pull() {
      const pulled = await controlPlane.pull(state.kept?.etag);
      if (pulled !== undefined) {
        const { config, etag } = pulled;
        if (config.workspace_id !== workspaceId)
          throw new Error(`The configuration belongs to ${config.workspace_id} and is not used.`);
        const kept = { config, etag, pulledAt: new Date().toISOString() };
        // Cached before it is used and reported, because what we report must survive a restart.
        await keep(kept);
        state.kept = kept;
        intervalSeconds = config.heartbeat_interval_seconds;
        logger.info({ config_version: config.version }, "configuration pulled");
      }
      state.isConfirmed = true;
    },

    async register() {
      const answer = await controlPlane.register(registrationKey);
      state.isRegistered = true;
      state.lastBeatAt = new Date();
      intervalSeconds = answer.heartbeatIntervalSeconds;
      if (answer.isCurrent) logger.info("registered");
      else logger.warn("registered, but a BFF that started later has also registered; users are routed to that one");
    },

    async beat() {
      if (!state.isCacheWritten && state.kept !== undefined) await keep(state.kept);
      const answer = await controlPlane.beat(reportedHealthOf(state), state.kept?.config.version);
      state.lastBeatAt = new Date();
      state.toldVersion = answer.configVersion;
      intervalSeconds = answer.nextHeartbeatSeconds;
    },
  };

  const runRound = async (): Promise<RoundTroubles> => {
    let configTrouble: Trouble | undefined;
    for (const task of tasksOf(state)) {
      try {
        await run[task]();
      } catch (error) {
        const trouble = troubleOf(error, task);
        logger.debug({ err: error, task }, "a request to the control plane failed");
        if (trouble.kind === "registration_unknown") {
          // A registration that the control plane has lost cannot be found under its old key.
          state.isRegistered = false;
          registrationKey = randomUUID();
        }
        if (task !== "pull") return { configTrouble, beatTrouble: trouble };
        if (endsRound(trouble)) return { configTrouble: trouble, beatTrouble: trouble };
        configTrouble = trouble;
      }
    }
    return { configTrouble, beatTrouble: undefined };
  };

  const tell = (before: Trouble | undefined, now: Trouble | undefined, back: string): void => {
    if (now === undefined) {
      if (before !== undefined) logger.info(back);
    } else if (before?.kind !== now.kind || now.kind === "token_refused") {
      logger[now.isPassing ? "warn" : "error"]({ trouble: now.kind }, now.message);
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const wasStale = isStale(state);
      const troubles = await runRound();
      tell(state.beatTrouble, troubles.beatTrouble, "the control plane is available again");
      if (troubles.beatTrouble === undefined)
        tell(state.configTrouble, troubles.configTrouble, "the configuration can be fetched again");
      Object.assign(state, troubles);
      state.failures = troubles.beatTrouble === undefined ? 0 : state.failures + 1;
      // A version from the heartbeat is fetched at once, but not again at once if that fails.
      if (troubles.beatTrouble === undefined && isStale(state) && !wasStale) continue;
      const pace = {
        trouble: troubles.beatTrouble,
        failures: state.failures,
        intervalSeconds: Math.min(intervalSeconds, options.longestIntervalSeconds ?? intervalSeconds),
        random: Math.random(),
      };
      pausing = new AbortController();
      const signal = AbortSignal.any([stopping.signal, pausing.signal]);
      await sleep(pauseSecondsOf(pace) * 1000, undefined, { signal }).catch(() => undefined);
    }
  };

  const running = loop();
  return {
    state: () => state,
    wake: () => pausing.abort(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
