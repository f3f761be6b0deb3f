import { readFile } from "node:fs/promises";
import { bffConfig } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { KeptConfig } from "./state.ts";

const kept = z.strictObject({ etag: z.string().optional(), pulled_at: z.iso.datetime(), config: bffConfig });

export type ConfigCache = {
  /** Undefined if there is none; `onUnusable` is called with an invalid one. */
  read(): Promise<KeptConfig | undefined>;
  write(config: KeptConfig): Promise<void>;
};

/**
 * The last configuration, in a file of mode 0600 that is replaced atomically: a process that dies
 * while writing leaves the previous one.
 */
export const createConfigCache = (
  file: string,
  workspaceId: WorkspaceId,
  onUnusable: (reason: string) => void,
): ConfigCache => ({
  async read() {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") onUnusable(error.message);
      return undefined;
    });
    if (text === undefined) return undefined;
    const parsed = kept.safeParse(jsonOf(text));
    if (!parsed.success) {
      onUnusable("it does not contain a configuration");
      return undefined;
    }
    const { config, etag, pulled_at: pulledAt } = parsed.data;
    if (config.workspace_id !== workspaceId) {
      onUnusable(`it contains the configuration of ${config.workspace_id}`);
      return undefined;
    }
    return { config, etag, pulledAt };
  },

  async write({ config, etag, pulledAt }) {
    await writeFileAtomic(file, JSON.stringify({ etag, pulled_at: pulledAt, config }), { mode: 0o600 });
  },
});

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
