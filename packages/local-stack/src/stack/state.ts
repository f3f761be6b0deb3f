import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { isRunning } from "@cogrion/files/identity";
import { withLock } from "@cogrion/files/lock";
import { writePrivateFile } from "../files/private-file.ts";
import { parseOwnJson } from "./damaged-file.ts";
import { folders, makePrivateFolder } from "./folders.ts";

const processSchema = z.object({ pid: z.int(), bornAt: z.string() });
const partSchema = z.object({
  name: z.string(),
  process: processSchema,
  port: z.int(),
  /** Returns 2xx while the part is healthy; without one, an open port counts as healthy. */
  healthUrl: z.string().optional(),
  startedAt: z.string(),
});
const endpointSchema = z.object({ name: z.string(), url: z.string(), purpose: z.string(), isPage: z.boolean() });
const stateSchema = z.object({
  /** The process that holds the stack; without this process the stack does not exist. */
  launcher: processSchema,
  portOffset: z.int(),
  regions: z.array(z.string()),
  startedAt: z.string(),
  isReady: z.boolean(),
  /** Origin of the API of the first region. */
  apiUrl: z.string(),
  parts: z.array(partSchema),
  /** The addresses that a person opens, and to which programs connect. */
  endpoints: z.array(endpointSchema),
});
export type StackState = z.infer<typeof stateSchema>;
export type PartState = z.infer<typeof partSchema>;

const file = join(folders.run, "state.json");

const whatToDo =
  "This file records the running stack. Delete it and run ./cogrion up; if an old process still holds a port, `up` names it.";

/**
 * The last state; undefined if there is none, or if another version wrote it in another format.
 * @throws DamagedFileError
 */
export const readState = async (): Promise<StackState | undefined> => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const read = stateSchema.safeParse(parseOwnJson(file, text, whatToDo));
  return read.success ? read.data : undefined;
};

export const writeState = (state: StackState): Promise<void> =>
  writePrivateFile(file, JSON.stringify(state, undefined, 2));

export const forgetState = (): Promise<void> => rm(file, { force: true });

/** The running stack; undefined if there is none, or only the file of a dead launcher. */
export const runningStack = async (): Promise<StackState | undefined> => {
  const state = await readState();
  return state !== undefined && isRunning(state.launcher) ? state : undefined;
};

/**
 * Claims the stack if no launcher runs. Of two at once, one gets it; the other gets what the first
 * one wrote. `leftOver` is called with the state of a dead launcher.
 */
export const claimStack = async (
  state: StackState,
  leftOver: (dead: StackState) => Promise<void>,
): Promise<StackState | undefined> => {
  await makePrivateFolder(folders.run);
  return withLock(join(folders.run, "claim.lock"), async () => {
    const before = await readState();
    if (before !== undefined && isRunning(before.launcher)) return before;
    if (before !== undefined) await leftOver(before);
    await writeState(state);
    return undefined;
  });
};
