import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PartError } from "./error.ts";

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A started part. It leads a process group of its own, so that ending the group ends all that it started. */
export type RunningPart = {
  name: string;
  pid: number;
  exited: Promise<Exit>;
  /** Asks politely, waits, then insists. Repeatable. */
  stop(): Promise<void>;
  /** SIGKILL to the whole group, as a crash would be. */
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
  /** Answers true once the part can be used; an error counts as not yet. */
  isReady: () => Promise<boolean>;
  readyTimeoutSeconds: number;
  /** PostgreSQL's SIGTERM waits for its clients; its SIGINT does not. */
  stopSignal?: NodeJS.Signals;
  stopTimeoutSeconds?: number;
};

type StartObserver = (started: { name: string; pid: number }) => void;
const startObservers = new Set<StartObserver>();

/** Told of each part's process as soon as there is one, before it is ready; answers how to end it. */
export const onPartStarted = (observer: StartObserver): (() => void) => {
  startObservers.add(observer);
  return () => void startObservers.delete(observer);
};

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
};

/** The last lines of a log, for a person who has to see why. */
export const tailOf = async (file: string, lines = 15): Promise<string> => {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, 16_384);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString().trimEnd().split("\n").slice(-lines).join("\n");
  } finally {
    await handle.close();
  }
};

/** @throws PartError when it ends or is not ready in time, with the end of its log */
export const startPartProcess = async (part: PartProcess): Promise<RunningPart> => {
  await mkdir(dirname(part.logFile), { recursive: true });
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
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: 127, signal: null }));
  });
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
  });
  const pid = child.pid;
  if (pid === undefined) throw new PartError(part.name, `${part.command} could not be started`, "");
  for (const observer of startObservers) observer({ name: part.name, pid });

  const stop = async (): Promise<void> => {
    signalGroup(pid, part.stopSignal ?? "SIGTERM");
    const patience = sleep((part.stopTimeoutSeconds ?? 15) * 1000, "late", { ref: false });
    if ((await Promise.race([exited, patience])) === "late") signalGroup(pid, "SIGKILL");
    await exited;
    // What it started and left behind, such as a JVM under a shell.
    signalGroup(pid, "SIGKILL");
  };
  const kill = async (): Promise<void> => {
    signalGroup(pid, "SIGKILL");
    await exited;
  };

  const deadline = Date.now() + part.readyTimeoutSeconds * 1000;
  while (!(await part.isReady().catch(() => false))) {
    if (hasExited || Date.now() > deadline) {
      const why = hasExited ? "ended before it was ready" : `was not ready within ${part.readyTimeoutSeconds} s`;
      await kill();
      throw new PartError(part.name, why, await tailOf(part.logFile));
    }
    await sleep(50);
  }
  return { name: part.name, pid, exited, stop, kill };
};

/** For readiness: whether a GET answers 2xx. */
export const answersOk = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" });
  await response.body?.cancel();
  return response.ok;
};
