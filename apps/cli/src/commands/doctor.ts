import { statfs } from "node:fs/promises";
import { freemem } from "node:os";
import type { Prerequisite } from "@cogrion/local-stack";
import {
  findPrerequisites,
  isAtLeast,
  regionalPortsOf,
  requireFreePorts,
  runningStack,
  sharedPortsOf,
} from "@cogrion/local-stack";
import type { Command } from "commander";
import { repositoryFolder } from "../config.ts";
import { exitCodes } from "../failure.ts";

type Finding = { name: string; isGood: boolean; detail: string };

const gibibyte = 2 ** 30;
const neededMemoryBytes = 3 * gibibyte;
const neededDiskBytes = 4 * gibibyte;
const inGibibytes = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;

export const register = (program: Command): void => {
  program
    .command("doctor")
    .summary("whether this machine has what `up` needs, and what to do where it has not")
    .option("--json", "one JSON document")
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
      if (json === true) console.log(JSON.stringify(findings));
      else
        for (const { name, isGood, detail } of findings)
          console.log(`${isGood ? "✔" : "✘"} ${name.padEnd(10)} ${detail}`);
      process.exitCode = findings.every((finding) => finding.isGood) ? exitCodes.ok : exitCodes.failed;
    });
};

const ofPrerequisite = ({ name, minimum, version, howToInstall }: Prerequisite): Finding => {
  const isGood = isAtLeast(version, minimum);
  const found = version ?? "not found";
  return { name, isGood, detail: isGood ? found : `${found}; ${minimum} or later is needed. ${howToInstall}` };
};

const examine = async (): Promise<Finding[]> => {
  const disk = await statfs(repositoryFolder);
  const freeDisk = disk.bavail * disk.bsize;
  return [
    { name: "node", isGood: true, detail: `${process.versions.node}, pinned` },
    ...(await findPrerequisites()).map(ofPrerequisite),
    {
      name: "memory",
      isGood: freemem() >= neededMemoryBytes,
      detail: `${inGibibytes(freemem())} free; the stack takes up to ${inGibibytes(neededMemoryBytes)}`,
    },
    {
      name: "disk",
      isGood: freeDisk >= neededDiskBytes,
      detail: `${inGibibytes(freeDisk)} free; parts and data take up to ${inGibibytes(neededDiskBytes)}`,
    },
    await examinePorts(),
  ];
};

const examinePorts = async (): Promise<Finding> => {
  const running = await runningStack();
  if (running !== undefined) return { name: "ports", isGood: true, detail: "held by this checkout's running stack" };
  try {
    await requireFreePorts({ ...sharedPortsOf(0), ...regionalPortsOf(0, 0) });
    return { name: "ports", isGood: true, detail: "free" };
  } catch (error) {
    return { name: "ports", isGood: false, detail: error instanceof Error ? error.message : String(error) };
  }
};
