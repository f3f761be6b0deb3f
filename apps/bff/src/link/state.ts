import type { bffConfig } from "@cogrion/contract";
import type { z } from "zod";
import type { Task, Trouble, TroubleKind } from "./trouble.ts";

export type BffConfig = z.infer<typeof bffConfig>;

/** A configuration, and its tag at the control plane. */
export type KeptConfig = { config: BffConfig; etag: string | undefined; pulledAt: string };

/** What this process knows about itself and the control plane. */
export type LinkState = {
  kept: KeptConfig | undefined;
  /** Whether the control plane has confirmed `kept` since this process started. */
  isConfirmed: boolean;
  /** The version in the last heartbeat's response; undefined before the first one. */
  toldVersion: number | undefined;
  isRegistered: boolean;
  lastBeatAt: Date | undefined;
  /**
   * Why the last round could not fetch the configuration, and why it could neither register nor
   * send a heartbeat.
   */
  configTrouble: Trouble | undefined;
  beatTrouble: Trouble | undefined;
  /** Consecutive rounds without a heartbeat. */
  failures: number;
  /** Whether the last good configuration could be cached. */
  isCacheWritten: boolean;
};

export const initialState = (kept: KeptConfig | undefined): LinkState => ({
  kept,
  isConfirmed: false,
  toldVersion: undefined,
  isRegistered: false,
  lastBeatAt: undefined,
  configTrouble: undefined,
  beatTrouble: undefined,
  failures: 0,
  isCacheWritten: true,
});

/**
 * The control plane reported another version than ours: a newer one, or an older one after a
 * database was restored.
 */
export const isStale = ({ kept, toldVersion }: LinkState): boolean =>
  kept === undefined || (toldVersion !== undefined && kept.config.version !== toldVersion);

/**
 * What a round has to do, in order. If the configuration cannot be fetched, the heartbeat is sent
 * anyway.
 */
export const tasksOf = (state: LinkState): Task[] => [
  ...(isStale(state) || !state.isConfirmed ? (["pull"] as const) : []),
  state.isRegistered ? "beat" : "register",
];

/**
 * The health in the heartbeat: degraded while the reported configuration is missing, or if the one
 * in use would not survive a restart.
 */
export const reportedHealthOf = (state: LinkState): "healthy" | "degraded" =>
  isStale(state) || !state.isCacheWritten ? "degraded" : "healthy";

/**
 * What `/readyz` reports as missing: without any configuration the BFF cannot serve. The control
 * plane may be unavailable.
 */
export const missingOf = (state: LinkState): string[] => (state.kept === undefined ? ["config"] : []);

export const controlPlaneOf = ({ beatTrouble, lastBeatAt }: LinkState): "connecting" | "connected" | TroubleKind =>
  beatTrouble?.kind ?? (lastBeatAt === undefined ? "connecting" : "connected");
