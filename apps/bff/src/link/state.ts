import type { bffConfig } from "@cogrion/contract";
import type { z } from "zod";
import type { Task, Trouble, TroubleKind } from "./trouble.ts";

export type BffConfig = z.infer<typeof bffConfig>;

/** A configuration, and the tag under which the control plane knows it. */
export type KeptConfig = { config: BffConfig; etag: string | undefined; pulledAt: string };

/** What this process knows of itself and the control plane. */
export type LinkState = {
  kept: KeptConfig | undefined;
  /** Whether the control plane has confirmed `kept` since this process started. */
  isConfirmed: boolean;
  /** The version that the last heartbeat told of; undefined before the first one. */
  toldVersion: number | undefined;
  isRegistered: boolean;
  lastBeatAt: Date | undefined;
  /** Why the last round could not pull, and why it could neither register nor beat. */
  configTrouble: Trouble | undefined;
  beatTrouble: Trouble | undefined;
  /** Rounds in a row without a heartbeat. */
  failures: number;
  /** Whether the last good configuration could be written down. */
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

/** Told of another version than ours: a newer one, or an older one after a database was restored. */
export const isStale = ({ kept, toldVersion }: LinkState): boolean =>
  kept === undefined || (toldVersion !== undefined && kept.config.version !== toldVersion);

/** What a round asks for, in order. A configuration that cannot be had does not hold up the heartbeat. */
export const tasksOf = (state: LinkState): Task[] => [
  ...(isStale(state) || !state.isConfirmed ? (["pull"] as const) : []),
  state.isRegistered ? "beat" : "register",
];

/** What the heartbeat says: degraded while the told configuration is missing, or the one in use would not outlive this process. */
export const reportedHealthOf = (state: LinkState): "healthy" | "degraded" =>
  isStale(state) || !state.isCacheWritten ? "degraded" : "healthy";

/**
 * What `/readyz` names as missing: without any configuration there is nothing to serve with. The
 * control plane may be unavailable.
 */
export const missingOf = (state: LinkState): string[] => (state.kept === undefined ? ["config"] : []);

export const controlPlaneOf = ({ beatTrouble, lastBeatAt }: LinkState): "connecting" | "connected" | TroubleKind =>
  beatTrouble?.kind ?? (lastBeatAt === undefined ? "connecting" : "connected");
