import { ToolchainError } from "./error.ts";
import { pins } from "./pins.ts";
import { run } from "./run.ts";

export type Prerequisite = { name: string; minimum: string; version: string | undefined; howToInstall: string };

const versionFrom = async (command: string, args: string[], pattern: RegExp): Promise<string | undefined> => {
  const output = await run(command, args).catch(() => "");
  return pattern.exec(output)?.[1];
};

export const isAtLeast = (version: string | undefined, minimum: string): boolean => {
  if (version === undefined) return false;
  const [have, want] = [version, minimum].map((each) => each.split(".").map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const mine = have?.[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
};

/** What has to be on the machine before us; everything else is fetched. */
export const findPrerequisites = async (): Promise<Prerequisite[]> => {
  const [python, java, go] = await Promise.all([
    versionFrom("python3", ["--version"], /Python (\d+\.\d+(?:\.\d+)?)/),
    versionFrom("java", ["-version"], /version "(\d+(?:\.\d+)*)/),
    versionFrom("go", ["version"], /go(\d+\.\d+(?:\.\d+)?)/),
  ]);
  return [
    {
      name: "python3",
      minimum: pins.python.minimum,
      version: python,
      howToInstall: "Debian: apt install python3 python3-venv; macOS: brew install python",
    },
    {
      name: "java",
      minimum: pins.java.minimum,
      version: java,
      howToInstall: "Debian: apt install openjdk-17-jre-headless; macOS: brew install openjdk",
    },
    { name: "go", minimum: pins.go.minimum, version: go, howToInstall: "https://go.dev/dl" },
  ];
};

/** @throws ToolchainError that names all that is missing at once */
export const requirePrerequisites = async (): Promise<void> => {
  const missing = (await findPrerequisites()).filter(({ version, minimum }) => !isAtLeast(version, minimum));
  if (missing.length === 0) return;
  const lines = missing.map(
    ({ name, minimum, version, howToInstall }) =>
      `  ${name} ${minimum} or later (${version === undefined ? "not found" : `found ${version}`}). ${howToInstall}`,
  );
  throw new ToolchainError(`This machine lacks:\n${lines.join("\n")}`);
};
