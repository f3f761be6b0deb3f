import { join } from "node:path";
import { javaHome } from "../env.ts";
import { ToolchainError } from "./error.ts";
import { findOnPath, versionOf } from "./on-path.ts";
import { pins } from "./pins.ts";

export type Prerequisite = {
  name: string;
  minimum: string;
  version: string | undefined;
  howToInstall: string;
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

const pythonCommands = ["python3", "python3.14", "python3.13", "python3.12", "python3.11"];

/** The first Python that is new enough; otherwise the first one. */
export const findPython = async (): Promise<{ command: string; version: string } | undefined> => {
  let first: { command: string; version: string } | undefined;
  for (const name of pythonCommands) {
    const command = await findOnPath(name);
    if (command === undefined) continue;
    const version = await versionOf(command, ["--version"], /Python (\d+\.\d+(?:\.\d+)?)/);
    if (version === undefined) continue;
    if (isAtLeast(version, pins.python.minimum)) return { command: name, version };
    first ??= { command: name, version };
  }
  return first;
};

// Debian ships Python without the module that creates virtual environments.
const hasVenv = (command: string): Promise<boolean> =>
  versionOf(command, ["-c", "import ensurepip, venv; print('has venv')"], /(has venv)/).then(
    (found) => found !== undefined,
  );

/** What the launcher installs the packages with; undefined if there is none. */
export const findNpm = (): Promise<string | undefined> => versionOf("npm", ["--version"], /(\d+\.\d+\.\d+)/);

/** What the tests build Helm with; undefined where there is none that is new enough. */
export const findGo = async (): Promise<string | undefined> => {
  const version = await versionOf("go", ["version"], /go(\d+\.\d+(?:\.\d+)?)/);
  return isAtLeast(version, pins.go.minimum) ? version : undefined;
};

/** The same Java that Keycloak's script runs. */
const javaCommand = (): string => {
  const home = javaHome();
  return home === undefined ? "java" : join(home, "bin", "java");
};

/** What must already be on the machine; everything else is downloaded. */
export const findPrerequisites = async (): Promise<Prerequisite[]> => {
  const [python, java] = await Promise.all([
    findPython(),
    versionOf(javaCommand(), ["-version"], /version "(\d+(?:\.\d+)*)/),
  ]);
  // An old version is reported as old, whatever else it lacks.
  const isPythonWhole = !isAtLeast(python?.version, pins.python.minimum) || (await hasVenv(python?.command ?? ""));
  return [
    {
      name: "python3",
      minimum: pins.python.minimum,
      version: isPythonWhole ? python?.version : undefined,
      howToInstall: isPythonWhole
        ? "Debian: apt install python3 python3-venv; macOS: brew install python"
        : `${python?.command} has no venv module. Debian: apt install python3-venv`,
    },
    {
      name: "java",
      minimum: pins.java.minimum,
      version: java,
      howToInstall: "Debian: apt install openjdk-17-jre-headless; macOS: brew install openjdk",
    },
  ];
};

export const isMet = ({ version, minimum }: Prerequisite): boolean => isAtLeast(version, minimum);

/** @throws ToolchainError that names everything that is missing at once */
export const requirePrerequisites = async (): Promise<Prerequisite[]> => {
  const all = await findPrerequisites();
  const missing = all.filter((each) => !isMet(each));
  if (missing.length === 0) return all;
  const lines = missing.map(
    ({ name, minimum, version, howToInstall }) =>
      `  ${name} ${minimum} or later (${version === undefined ? "not found" : `found ${version}`}). ${howToInstall}`,
  );
  throw new ToolchainError(`This machine lacks:\n${lines.join("\n")}\nInstall it, then run the command again.`);
};
