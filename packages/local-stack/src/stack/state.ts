import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isAlive } from "../parts/alive.ts";
import { folders } from "./folders.ts";

const partSchema = z.object({
  name: z.string(),
  pid: z.int(),
  port: z.int().optional(),
  startedAt: z.string(),
});
const stateSchema = z.object({
  /** The process that holds the stack; when it is gone, so is the stack. */
  launcherPid: z.int(),
  portOffset: z.int(),
  regions: z.array(z.string()),
  startedAt: z.string(),
  isReady: z.boolean(),
  parts: z.array(partSchema),
});
export type StackState = z.infer<typeof stateSchema>;
export type PartState = z.infer<typeof partSchema>;

const file = join(folders.run, "state.json");

export const readState = async (): Promise<StackState | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text));
};

export const writeState = async (state: StackState): Promise<void> => {
  await mkdir(folders.run, { recursive: true });
  await writeFile(`${file}.partial`, JSON.stringify(state, undefined, 2));
  await rename(`${file}.partial`, file);
};

export const forgetState = (): Promise<void> => rm(file, { force: true });

/** The running stack of this checkout; undefined when there is none, or only what a dead launcher left written. */
export const runningStack = async (): Promise<StackState | undefined> => {
  const state = await readState();
  return state !== undefined && isAlive(state.launcherPid) ? state : undefined;
};
