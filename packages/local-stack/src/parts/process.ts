import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Layer } from "../reaper/message.ts";
import { reportToReaper } from "../reaper/start.ts";
import { PartError } from "./error.ts";
import { sizeOf, startNewLogWhenLarge, tailOf } from "./log.ts";
import { isStillHeld, releaseTimeoutSeconds } from "./still-held.ts";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/**
 * A started part. It leads its own process group, so that ending the group ends everything that it
 * started.
 */
export type RunningPart = {
  name: string;
  pid: number;
  layer: Layer;
  exited: Promise<Exit>;
  hasExited(): boolean;
  /** Sends the stop signal, waits, then SIGKILL. Repeatable. */
  stop(): Promise<void>;
  /** Sends SIGKILL to the whole group, like a crash. */
  kill(): Promise<void>;
};

export type PartProcess = {
  name: string;
  command: string;
  args: readonly string[];
  env: Record<string, string>;
  cwd?: string;
  logFile: string;
  uid?: number;
  gid?: number;
  /** `service` by default. */
  layer?: Layer;
  /** Returns true once the part can be used; an error means not yet. */
  isReady: () => Promise<boolean>;
  readyTimeoutSeconds: number;
  /** PostgreSQL's SIGTERM waits for its clients; its SIGINT does not. */
  stopSignal?: NodeJS.Signals;
  stopTimeoutSeconds?: number;
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has already ended.
  }
};

/**
 * By process id. A part can run long before its start is complete: unsealed, configured, recorded.
 */
const starting = new Map<number, () => Promise<void>>();
let isClosed = false;

/**
 * Ends the parts that are starting, and prevents new starts in this process: the stack is stopping.
 */
export const endStarting = async (): Promise<void> => {
  isClosed = true;
  await Promise.all([...starting.values()].map((kill) => kill()));
};

/** From here on the caller has to end it. */
export const takeOver = ({ pid }: RunningPart): void => {
  starting.delete(pid);
};

/**
 * Starts a part, and waits until it is ready. If a part ends because its predecessor still holds a
 * port, lock or shared memory, it is started again until that is free: the children of a killed
 * process live on for a moment.
 * @throws PartError if it ends or is not ready in time, with the end of its log
 */
export const startPartProcess = async (part: PartProcess): Promise<RunningPart> => {
  await mkdir(dirname(part.logFile), { recursive: true });
  await startNewLogWhenLarge(part.logFile);
  const deadline = Date.now() + releaseTimeoutSeconds * 1000;
  for (;;) {
    const logStart = await sizeOf(part.logFile);
    try {
      return await startOnce(part);
    } catch (error) {
      const isLate = Date.now() > deadline || isClosed;
      if (isLate || !isStillHeld(await tailOf(part.logFile, { from: logStart }))) throw error;
      await sleep(250);
    }
  }
};

const startOnce = async (part: PartProcess): Promise<RunningPart> => {
  const { name, layer = "service", stopSignal = "SIGTERM" } = part;
  if (isClosed) throw new PartError(name, "was not started, because the stack is stopping", "");
  const log = openSync(part.logFile, "a", 0o600);
  const child = spawn(part.command, part.args, {
    cwd: part.cwd,
    env: part.env,
    detached: true,
    stdio: ["ignore", log, log],
    ...(part.uid === undefined ? {} : { uid: part.uid }),
    ...(part.gid === undefined ? {} : { gid: part.gid }),
  });
  closeSync(log);
  const { pid } = child;
  let hasExited = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once("error", () => resolve({ code: 127, signal: null }));
    child.once("exit", (code, signal) => {
      hasExited = true;
      resolve({ code, signal });
      if (pid === undefined) return;
      starting.delete(pid);
      // Its own children, such as a JVM started by a shell.
      signalGroup(pid, "SIGKILL");
      reportToReaper({ kind: "ended", pid });
    });
  });
  if (pid === undefined) throw new PartError(name, `cannot be started, because ${part.command} does not exist`, "");
  reportToReaper({ kind: "started", pid, layer, stopSignal });

  const stop = async (): Promise<void> => {
    signalGroup(pid, stopSignal);
    const timeout = sleep((part.stopTimeoutSeconds ?? 15) * 1000, "late", { ref: false });
    if ((await Promise.race([exited, timeout])) === "late") signalGroup(pid, "SIGKILL");
    await exited;
  };
  const kill = async (): Promise<void> => {
    signalGroup(pid, "SIGKILL");
    await exited;
  };
  const isReady = async (): Promise<boolean> => (await part.isReady().catch(() => false)) && !hasExited;

  const deadline = Date.now() + part.readyTimeoutSeconds * 1000;
  starting.set(pid, kill);
  while (!(await isReady())) {
    if (hasExited || Date.now() > deadline) {
      const why = hasExited ? "stopped before it was ready" : `was not ready within ${part.readyTimeoutSeconds} s`;
      await kill();
      throw new PartError(name, why, await tailOf(part.logFile));
    }
    await sleep(50);
  }
  return { name, pid, layer, exited, hasExited: () => hasExited, stop, kill };
};

/** For readiness: whether a GET returns 2xx. */
export const answersOk = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" });
  await response.body?.cancel();
  return response.ok;
};
