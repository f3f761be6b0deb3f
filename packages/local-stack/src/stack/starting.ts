import type { RegionId } from "@cogrion/domain";
import type { RunningPart } from "../parts/process.ts";
import type { Toolchain } from "../toolchain/index.ts";
import type { StackSecrets } from "./secrets.ts";

export type StartedPart = RunningPart & {
  port: number;
  /** Answers 2xx while the part is well; where there is none, listening on the port has to do. */
  healthUrl: string | undefined;
};

export type StackOptions = {
  regions: RegionId[];
  portOffset: number;
  secrets: StackSecrets;
  toolchain: Toolchain;
  /** Told of each part's name before its start. */
  onStarting: (name: string) => void;
  /** Told of each part when it is ready. */
  onStarted: (part: StartedPart) => Promise<void>;
};

export type Listening = { port: number; healthUrl?: string };

/** Starts a part and tells of it. */
export const startTold = async <Part extends RunningPart>(
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
