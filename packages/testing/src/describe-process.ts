import { readFile } from "node:fs/promises";

export type ProcessDescription = { command: string[]; environment: Record<string, string> };

/** How a process was started, according to Linux: proc(5). */
export const describeProcess = async (pid: number): Promise<ProcessDescription> => {
  const [command, environment] = await Promise.all(
    ["cmdline", "environ"].map(async (file) =>
      (await readFile(`/proc/${pid}/${file}`, "utf8")).split("\0").filter((each) => each !== ""),
    ),
  );
  return {
    command: command ?? [],
    environment: Object.fromEntries(
      (environment ?? []).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    ),
  };
};
