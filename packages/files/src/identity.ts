import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process. `bornAt` distinguishes it from a later process with the same id. */
export type ProcessIdentity = { pid: number; bornAt: string };

const onLinux = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name stands in parentheses and may contain spaces. The start time is field 22
    // (proc(5)), in ticks since this boot.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isZombie = fields[0] === "Z";
    return isZombie ? undefined : `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
};

const commands: Partial<Record<NodeJS.Platform, (pid: number) => [file: string, args: string[]]>> = {
  win32: (pid) => [
    "powershell.exe",
    ["-NoProfile", "-NonInteractive", "-Command", `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
  ],
};

const elsewhere = (pid: number): string | undefined => {
  const commandOf = commands[process.platform] ?? ((id: number) => ["ps", ["-o", "lstart=", "-p", String(id)]]);
  const [file, args] = commandOf(pid) as [string, string[]];
  try {
    return execFileSync(file, args, { stdio: "pipe" }).toString().trim() || undefined;
  } catch {
    return undefined;
  }
};

/** When the process with this id started; undefined when there is none. */
const birthOf = (pid: number): string | undefined => (process.platform === "linux" ? onLinux(pid) : elsewhere(pid));

export const identityOf = (pid: number): ProcessIdentity | undefined => {
  const bornAt = birthOf(pid);
  return bornAt === undefined ? undefined : { pid, bornAt };
};

export const isRunning = ({ pid, bornAt }: ProcessIdentity): boolean => birthOf(pid) === bornAt;

export const ownIdentity = (): ProcessIdentity => {
  const own = identityOf(process.pid);
  if (own === undefined)
    throw new Error("The system does not say when this process started: neither /proc nor `ps` returns it.");
  return own;
};
