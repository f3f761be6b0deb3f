import { execFile } from "node:child_process";
import { readFile, readdir, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { processesOf, removeCgroup } from "./cgroups.ts";
import type { NodeNetwork } from "./network.ts";

// Not the toolchain's `run`, which reports its processes to a reaper, because this may run in the
// guard.
const execute = promisify(execFile);

export type NodeRemains = { network: Pick<NodeNetwork, "name" | "link">; folder: string };

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has already ended.
  }
};

/**
 * Processes with a path below the folder among their arguments: shims, which outlive containerd by
 * design.
 */
const processesNaming = async (folder: string): Promise<number[]> => {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^[0-9]+$/.test(entry) || Number(entry) === process.pid) continue;
    const args = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
    const isShim = args.split("\0")[0]?.endsWith("containerd-shim-runc-v2") === true;
    if (isShim && args.includes(`${folder}/`)) found.push(Number(entry));
  }
  return found;
};

/** Mount points below the folder, the last one first. */
export const mountsBelow = (mountInfo: string, folder: string): string[] =>
  mountInfo
    .split("\n")
    .map((line) => (line.split(" ")[4] ?? "").replaceAll(String.raw`\040`, " "))
    .filter((path) => path.startsWith(`${folder}/`))
    .toReversed();

const unmountAll = async (folder: string): Promise<void> => {
  const mounts = mountsBelow(await readFile("/proc/self/mountinfo", "utf8"), folder);
  for (const path of mounts) await execute("umount", ["--lazy", path]).catch(() => undefined);
};

/**
 * Removes everything that a node left on this machine, whatever its state: processes of its pods,
 * shims, mounts, cgroups, the network namespace and the folder. Repeatable.
 */
export const removeNode = async ({ network, folder }: NodeRemains): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    const pids = [...(await processesNaming(folder)), ...(await processesOf(network.name))];
    if (pids.length === 0) break;
    for (const pid of pids) kill(pid);
    await sleep(50);
  }
  await unmountAll(folder);
  await removeCgroup(network.name);
  // This also removes the other end.
  await execute("ip", ["link", "delete", network.link]).catch(() => undefined);
  await execute("ip", ["netns", "delete", network.name]).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
};
