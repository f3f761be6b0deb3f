import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startApp } from "../parts/app.ts";
import { writePrivateFile } from "../files/private-file.ts";
import type { RunningPart } from "../parts/process.ts";
import { folders, logFileOf } from "./folders.ts";

/** The client's account in the emulator. Each region of the list has its own client. */
export const clientAwsAccountOf = (regionIndex: number): string => String(regionIndex + 2).repeat(12);

const tokenFileOf = (workspaceId: string): string => join(folders.secrets, `${workspaceId}.token`);

export const readWorkspaceToken = (workspaceId: string): Promise<string | undefined> =>
  readFile(tokenFileOf(workspaceId), "utf8").catch(() => undefined);

export const keepWorkspaceToken = (workspaceId: string, token: string): Promise<void> =>
  writePrivateFile(tokenFileOf(workspaceId), token);

export type BffOptions = { workspaceId: string; apiUrl: string; bffUrl: string; port: number; part: string };

/** The workspace's BFF, which in production runs in the client's cluster. */
export const startWorkspaceBff = async (options: BffOptions): Promise<RunningPart> => {
  const cacheFolder = join(folders.data, "bff");
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const part = await startApp({
    app: "bff",
    environment: {
      WORKSPACE_ID: options.workspaceId,
      CPLANE_API_URL: options.apiUrl,
      WORKSPACE_TOKEN_FILE: tokenFileOf(options.workspaceId),
      BFF_URL: options.bffUrl,
      CONFIG_CACHE_FILE: join(cacheFolder, `${options.workspaceId}.json`),
      PORT: String(options.port),
      BIND_ADDRESS: "127.0.0.1",
    },
    logFile: logFileOf(options.part),
    readyUrl: `http://127.0.0.1:${options.port}/healthz`,
  });
  return { ...part, name: options.part };
};
