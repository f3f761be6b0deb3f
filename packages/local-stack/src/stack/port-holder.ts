import { readdir, readFile, readlink } from "node:fs/promises";
import { isPortFree } from "../parts/free-ports.ts";
import { run } from "../toolchain/run.ts";

const listening = "0A";

const inodesOf = async (port: number): Promise<Set<string>> => {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await readFile(table, "utf8").catch(() => "");
    for (const line of text.split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === listening && local.endsWith(`:${wanted}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
};

const holderOnLinux = async (port: number): Promise<string | undefined> => {
  const inodes = await inodesOf(port);
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      if (!inodes.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ""))) continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ").trim();
      return `process ${pid} (${command.slice(0, 80)})`;
    }
  }
  return undefined;
};

/** The process that listens on the port, for a person; undefined where the system does not tell. */
const holderOf = async (port: number): Promise<string | undefined> => {
  if (process.platform === "linux") return holderOnLinux(port);
  const pid = (await run("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"]).catch(() => "")).trim().split("\n")[0];
  return pid === "" || pid === undefined ? undefined : `process ${pid}`;
};

export class PortTakenError extends Error {
  constructor(lines: string[]) {
    super(`${lines.join("\n")}\nEnd what holds it, or move the whole stack: ./cogrion up --port-offset 1000`);
    this.name = "PortTakenError";
  }
}

/** @throws PortTakenError that names each taken port, what it is for and who holds it */
export const requireFreePorts = async (ports: Record<string, number>): Promise<void> => {
  const taken: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    if (await isPortFree(port)) continue;
    taken.push(
      `Port ${port} (${name}) is taken by ${(await holderOf(port)) ?? "a process that the system does not name"}.`,
    );
  }
  if (taken.length > 0) throw new PortTakenError(taken);
};
