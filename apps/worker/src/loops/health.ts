import { sweepHealth } from "@cogrion/services/health/sweep";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 5;

/** Announces workspaces whose BFF stopped sending heartbeats. */
export const createHealthLoop = ({ store, monitor }: LoopContext): Loop =>
  repeat("health", { intervalSeconds, monitor, turn: () => sweepHealth({ store }, new Date()) });
