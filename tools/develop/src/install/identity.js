import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** @typedef {{ pid: number, bornAt: string }} ProcessIdentity A process, told from a later one that was given the same id. */

/** @type {(pid: number) => string | undefined} When it began; undefined when there is none. As packages/local-stack/src/parts/identity.ts has it. */
const birthOf = (pid) => {
  try {
    if (process.platform !== "linux") {
      const answer = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: "pipe" });
      return answer.toString().trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

/** @type {(pid: number) => ProcessIdentity} */
export const identityOf = (pid) => ({ pid, bornAt: birthOf(pid) ?? "" });

/**
 * Who a file names; undefined where there is none. One that says nothing, as after a power failure, names nobody who runs.
 * @type {(file: string) => Promise<ProcessIdentity | undefined>}
 */
export const readIdentity = async (file) => {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { pid, bornAt } = JSON.parse(text);
    if (Number.isInteger(pid) && pid > 1 && typeof bornAt === "string") return { pid, bornAt };
  } catch {
    // It is no JSON.
  }
  return { pid: 0, bornAt: "" };
};

/** @type {(identity: ProcessIdentity) => boolean} */
export const isRunning = ({ pid, bornAt }) => {
  const found = birthOf(pid);
  return found !== undefined && found === bornAt;
};

/** @type {(group: number, signal: NodeJS.Signals) => void} */
export const signalGroup = (group, signal) => {
  try {
    process.kill(-group, signal);
  } catch {
    // It is gone already.
  }
};
