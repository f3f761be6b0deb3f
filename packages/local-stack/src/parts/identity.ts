import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process, told from a later one that was given the same id. */
export type ProcessIdentity = { pid: number; bornAt: string };

const onLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses and may hold spaces; the start time is field 22 (proc(5)), in ticks since this boot.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isZombie = fields[0] === "Z";
    return isZombie ? undefined : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

const elsewhere = (pid: number): string | undefined => {
  try {
    return (
      execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: "pipe" })
        .toString()
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
};

/** When the process of this id began; undefined when there is none. */
const birthOf = (pid: number): string | undefined => (process.platform === "linux" ? onLinux(pid) : elsewhere(pid));

export const identityOf = (pid: number): ProcessIdentity | undefined => {
  const bornAt = birthOf(pid);
  return bornAt === undefined ? undefined : { pid, bornAt };
};

export const isRunning = ({ pid, bornAt }: ProcessIdentity): boolean => birthOf(pid) === bornAt;

export const ownIdentity = (): ProcessIdentity => {
  const own = identityOf(process.pid);
  if (own === undefined)
    throw new Error("The system does not tell when this process began: neither /proc nor `ps` answers.");
  return own;
};
