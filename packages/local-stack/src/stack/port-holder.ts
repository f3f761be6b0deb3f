import { readdir, readFile, readlink } from "node:fs/promises";
import { isPortFree, isUdpPortFree } from "../parts/free-ports.ts";
import { run } from "../toolchain/run.ts";
import { isRefusedByBrowsers } from "./refused-ports.ts";

type Transport = "tcp" | "udp";

// States of /proc/net/{tcp,udp}: listening, and, for a UDP socket, bound.
const listeningStates: Record<Transport, string> = { tcp: "0A", udp: "07" };

const inodesOf = async (port: number, transport: Transport): Promise<Set<string>> => {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of [`/proc/net/${transport}`, `/proc/net/${transport}6`]) {
    const text = await readFile(table, "utf8").catch(() => "");
    for (const line of text.split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === listeningStates[transport] && local.endsWith(`:${wanted}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
};

const describe = (pid: string, command: string): string => `process ${pid} (${command.slice(0, 80)})`;

const holderOnLinux = async (port: number, transport: Transport): Promise<string | undefined> => {
  const inodes = await inodesOf(port, transport);
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (!inodes.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ""))) continue;
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return describe(pid, command.replaceAll("\0", " ").trim());
    }
  }
  return undefined;
};

const holderByLsof = async (port: number, transport: Transport): Promise<string | undefined> => {
  const which = transport === "tcp" ? [`-iTCP:${port}`, "-sTCP:LISTEN"] : [`-iUDP:${port}`];
  const [pid = ""] = (await run("lsof", ["-nP", ...which, "-t"]).catch(() => "")).trim().split("\n");
  if (pid === "") return undefined;
  return describe(pid, (await run("ps", ["-o", "command=", "-p", pid]).catch(() => "")).trim());
};

/** The process that listens on the port, for a person; undefined if the system does not say. */
const holderOf = (port: number, transport: Transport): Promise<string | undefined> =>
  process.platform === "linux" ? holderOnLinux(port, transport) : holderByLsof(port, transport);

export class UnusablePortsError extends Error {
  constructor(lines: string[], nextStep: string) {
    super([...lines, nextStep].join("\n"));
    this.name = "UnusablePortsError";
  }
}

const transportsOf = (name: string): Transport[] => (name === "dns" ? ["tcp", "udp"] : ["tcp"]);

/**
 * @throws UnusablePortsError that names each port that browsers block, or each port in use, its
 * purpose and its holder
 */
export const requireUsablePorts = async (ports: Record<string, number>): Promise<void> => {
  const refused = Object.entries(ports).filter(([, port]) => isRefusedByBrowsers(port));
  if (refused.length > 0) {
    throw new UnusablePortsError(
      refused.map(([name, port]) => `Browsers and fetch block port ${port} (${name}).`),
      "Use another --port-offset, for example 1000.",
    );
  }
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    for (const transport of transportsOf(name)) {
      if (await (transport === "tcp" ? isPortFree(port) : isUdpPortFree(port))) continue;
      const holder = (await holderOf(port, transport)) ?? "an unknown process";
      taken.push(`Port ${port}${transport === "udp" ? "/udp" : ""} (${name}) is in use by ${holder}.`);
    }
  }
  if (taken.length > 0) {
    throw new UnusablePortsError(taken, "Stop that process, or move the whole stack: ./cogrion up --port-offset 1000");
  }
};
