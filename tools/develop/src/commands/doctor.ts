import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Prerequisite } from "@cogrion/local-stack";
import {
  DamagedFileError,
  findGo,
  findNpm,
  findPrerequisites,
  findToolchain,
  isMet,
  portsOf,
  UnusablePortsError,
  regionTableOf,
  requireUsablePorts,
  runningStack,
  stackFolder,
} from "@cogrion/local-stack";
import type { Command } from "commander";
import { exitCodes } from "@cogrion/cli/failure";
import { availableMemoryBytes } from "../system-memory.ts";
import { withExamples, withExitCodes } from "@cogrion/cli/commands/help";
import { parseOffset } from "./up.ts";

/** `good` needs nothing, `note` is information, `bad` keeps `up` from working. */
export type Finding = { name: string; verdict: "good" | "note" | "bad"; detail: string };

const gibibyte = 2 ** 30;
const neededMemoryBytes = 3 * gibibyte;
const neededDiskBytes = 4 * gibibyte;
const inGibibytes = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;
const marks: Record<Finding["verdict"], string> = { good: "✔", note: "•", bad: "✘" };

export const register = (program: Command): void => {
  const command = program
    .command("doctor")
    .summary("check whether this machine has what `up` needs, and say how to get what is missing")
    .option("--json", "one JSON document")
    .option("--port-offset <number>", "as for `up`", parseOffset, 0)
    .action(async ({ json, portOffset }: { json?: boolean; portOffset: number }) => {
      const findings = await examine(portOffset);
      if (json === true) console.log(JSON.stringify(findings));
      else for (const line of linesOf(findings)) console.log(line);
      process.exitCode = findings.some((finding) => finding.verdict === "bad") ? exitCodes.failed : exitCodes.ok;
    });
  withExamples(command, "doctor", "doctor --json | jq '.[] | select(.verdict != \"good\")'");
  withExitCodes(command, { ok: "`up` has what it needs", failed: "something is missing; its line says how to get it" });
};

const linesOf = (findings: readonly Finding[]): string[] => {
  const width = Math.max(...findings.map(({ name }) => name.length)) + 2;
  const indent = " ".repeat(width + 2);
  return findings.map(
    ({ name, verdict, detail }) => `${marks[verdict]} ${name.padEnd(width)}${detail.replaceAll("\n", `\n${indent}`)}`,
  );
};

const examine = async (portOffset: number): Promise<Finding[]> => {
  const [npm, go, prerequisites, toolchain, memory, disk, ports] = await Promise.all([
    findNpm(),
    findGo(),
    findPrerequisites(),
    findToolchain(),
    availableMemoryBytes(),
    freeDiskBytes(),
    examinePorts(portOffset),
  ]);
  return [
    { name: "node", verdict: "good", detail: `${process.versions.node}, pinned` },
    {
      name: "npm",
      verdict: npm === undefined ? "note" : "good",
      detail:
        npm ?? "not found; needed to install packages after they change. It comes with Node.js: https://nodejs.org",
    },
    ...prerequisites.map(ofPrerequisite),
    ...toolchain.parts.map(({ name, version, folder }): Finding => ({
      name,
      verdict: folder === undefined ? "note" : "good",
      detail: folder === undefined ? `${version} will be taken from the PATH or downloaded` : `${version} in ${folder}`,
    })),
    {
      name: "chromium",
      verdict: toolchain.chromium === undefined ? "note" : "good",
      detail: toolchain.chromium ?? "not found; only ./cogrion test needs it. Debian: apt install chromium",
    },
    {
      name: "go",
      verdict: go === undefined ? "note" : "good",
      detail: go ?? "not found, or too old; only ./cogrion test needs it. https://go.dev/dl",
    },
    ofAmount("memory", memory, neededMemoryBytes, "the stack takes up to"),
    ofAmount("disk", disk, neededDiskBytes, "parts and data take up to"),
    ports,
  ];
};

export const ofPrerequisite = (prerequisite: Prerequisite): Finding => {
  const { name, minimum, version, howToInstall } = prerequisite;
  if (isMet(prerequisite)) return { name, verdict: "good", detail: version ?? "" };
  return { name, verdict: "bad", detail: `${version ?? "not found"}; ${minimum} or later is needed. ${howToInstall}` };
};

const ofAmount = (name: string, available: number, needed: number, what: string): Finding => ({
  name,
  verdict: available >= needed ? "good" : "bad",
  detail: `${inGibibytes(available)} free; ${what} ${inGibibytes(needed)}`,
});

const freeDiskBytes = async (): Promise<number> => {
  // The first `up` creates the folder and its parents.
  for (let folder = dirname(stackFolder); ; folder = dirname(folder)) {
    const found = await statfs(folder).catch((error: unknown) => {
      if (folder === dirname(folder)) throw error;
    });
    if (found !== undefined) return found.bavail * found.bsize;
  }
};

const examinePorts = async (offset: number): Promise<Finding> => {
  const ports = portsOf([regionTableOf("local").primary], offset);
  try {
    if ((await runningStack()) !== undefined)
      return { name: "ports", verdict: "good", detail: "used by this checkout's stack" };
    await requireUsablePorts(ports);
    return {
      name: "ports",
      verdict: "good",
      detail: `${Object.values(ports)
        .toSorted((a, b) => a - b)
        .join(", ")} are free`,
    };
  } catch (error) {
    if (error instanceof UnusablePortsError || error instanceof DamagedFileError)
      return { name: "ports", verdict: "bad", detail: error.message };
    throw error;
  }
};
