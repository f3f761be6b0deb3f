import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Prerequisite } from "@cogrion/local-stack";
import {
  findPrerequisites,
  findToolchain,
  isMet,
  portsOf,
  PortTakenError,
  regionTableOf,
  requireFreePorts,
  runningStack,
  stackFolder,
} from "@cogrion/local-stack";
import type { Command } from "commander";
import { exitCodes } from "../failure.ts";
import { availableMemoryBytes } from "../system-memory.ts";
import { parseOffset } from "./up.ts";

/** `good` needs nothing, `note` is worth knowing, `bad` keeps `up` from working. */
export type Finding = { name: string; verdict: "good" | "note" | "bad"; detail: string };

const gibibyte = 2 ** 30;
const neededMemoryBytes = 3 * gibibyte;
const neededDiskBytes = 4 * gibibyte;
const inGibibytes = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;
const marks: Record<Finding["verdict"], string> = { good: "✔", note: "•", bad: "✘" };

export const register = (program: Command): void => {
  program
    .command("doctor")
    .summary("whether this machine has what `up` needs, and what to do where it has not")
    .option("--json", "one JSON document")
    .option("--port-offset <number>", "as for `up`", parseOffset, 0)
    .action(async ({ json, portOffset }: { json?: boolean; portOffset: number }) => {
      const findings = await examine(portOffset);
      if (json === true) console.log(JSON.stringify(findings));
      else for (const line of linesOf(findings)) console.log(line);
      process.exitCode = findings.some((finding) => finding.verdict === "bad") ? exitCodes.failed : exitCodes.ok;
    });
};

const linesOf = (findings: readonly Finding[]): string[] => {
  const width = Math.max(...findings.map(({ name }) => name.length)) + 2;
  const indent = " ".repeat(width + 2);
  return findings.map(
    ({ name, verdict, detail }) => `${marks[verdict]} ${name.padEnd(width)}${detail.replaceAll("\n", `\n${indent}`)}`,
  );
};

const examine = async (portOffset: number): Promise<Finding[]> => {
  const [prerequisites, toolchain, memory, disk, ports] = await Promise.all([
    findPrerequisites(),
    findToolchain(),
    availableMemoryBytes(),
    freeDiskBytes(),
    examinePorts(portOffset),
  ]);
  return [
    { name: "node", verdict: "good", detail: `${process.versions.node}, pinned` },
    ...prerequisites.map(ofPrerequisite),
    ...toolchain.parts.map(({ name, version, isCached }): Finding => ({
      name,
      verdict: isCached ? "good" : "note",
      detail: isCached ? `${version} in ${toolchain.cacheFolder}` : `${version} will be taken from PATH or fetched`,
    })),
    {
      name: "chromium",
      verdict: toolchain.chromium === undefined ? "note" : "good",
      detail: toolchain.chromium ?? "not found; only ./cogrion test needs it. Debian: apt install chromium",
    },
    ofAmount("memory", memory, neededMemoryBytes, "the stack takes up to"),
    ofAmount("disk", disk, neededDiskBytes, "parts and data take up to"),
    ports,
  ];
};

export const ofPrerequisite = (prerequisite: Prerequisite): Finding => {
  const { name, minimum, version, howToInstall, isOptional } = prerequisite;
  if (isMet(prerequisite)) return { name, verdict: "good", detail: version ?? "" };
  const detail = `${version ?? "not found"}; ${minimum} or later is ${isOptional ? "better" : "needed"}. ${howToInstall}`;
  return { name, verdict: isOptional ? "note" : "bad", detail };
};

const ofAmount = (name: string, available: number, needed: number, what: string): Finding => ({
  name,
  verdict: available >= needed ? "good" : "bad",
  detail: `${inGibibytes(available)} free; ${what} ${inGibibytes(needed)}`,
});

const freeDiskBytes = async (): Promise<number> => {
  // The folder itself is made by the first `up`.
  const { bavail, bsize } = await statfs(dirname(stackFolder));
  return bavail * bsize;
};

const examinePorts = async (offset: number): Promise<Finding> => {
  if ((await runningStack()) !== undefined)
    return { name: "ports", verdict: "good", detail: "held by this checkout's stack" };
  const ports = portsOf([regionTableOf("local").primary], offset);
  try {
    await requireFreePorts(ports);
    return {
      name: "ports",
      verdict: "good",
      detail: `${Object.values(ports)
        .toSorted((a, b) => a - b)
        .join(", ")} are free`,
    };
  } catch (error) {
    if (error instanceof PortTakenError) return { name: "ports", verdict: "bad", detail: error.message };
    throw error;
  }
};
