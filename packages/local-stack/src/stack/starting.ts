import type { RegionId } from "@cogrion/domain";
import type { RunningPart } from "../parts/process.ts";
import type { Toolchain } from "../toolchain/index.ts";
import type { StackSecrets } from "./secrets.ts";

export type StartedPart = RunningPart & {
  port: number;
  /** Returns 2xx while the part is healthy; without one, an open port counts as healthy. */
  healthUrl: string | undefined;
};

export type StackOptions = {
  regions: RegionId[];
  portOffset: number;
  secrets: StackSecrets;
  toolchain: Toolchain;
  /** Called with each part's name before it starts. */
  onStarting: (name: string) => void;
  /** Called with each part when it is ready. */
  onStarted: (part: StartedPart) => Promise<void>;
};

export type Listening = { port: number; healthUrl?: string };

/** Starts a part and reports it. */
export const startReported = async <Part extends RunningPart>(
  { onStarting, onStarted }: StackOptions,
  name: string,
  { port, healthUrl }: Listening,
  start: () => Promise<Part>,
): Promise<Part> => {
  onStarting(name);
  const running = { ...(await start()), name };
  await onStarted({ ...running, port, healthUrl });
  return running;
};

export const loopback = (port: number, path: string): string => `http://127.0.0.1:${port}${path}`;
