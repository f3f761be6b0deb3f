import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { CompletionOptions } from "@cogrion/cli/commands/completion";
import { folders } from "@cogrion/local-stack";
import { repositoryFolder } from "./config.ts";

/** Quotes any text for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const partsWithLogs = (): string[] => {
  try {
    return readdirSync(folders.logs).flatMap((file) => (file.endsWith(".log") ? [file.slice(0, -".log".length)] : []));
  } catch {
    return [];
  }
};

export const launcherCompletion: CompletionOptions = {
  // The launcher is not on the PATH, and must be found from every folder.
  command: quoted(join(repositoryFolder, "cogrion")),
  extend(completed) {
    completed.get("logs")?.argument("part", (complete) => {
      for (const part of partsWithLogs()) complete(part, "");
    });
  },
};
