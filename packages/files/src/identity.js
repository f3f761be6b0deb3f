// @ts-check
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A process. `bornAt` distinguishes it from a later process with the same id.
 * @typedef {{ pid: number, bornAt: string }} ProcessIdentity
 */

/** @type {(pid: number) => string | undefined} */
const onLinux = (pid) => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The command's name stands in parentheses and may contain spaces. The start time is field 22
  // (proc(5)), in ticks since this boot.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${fields[19]}`;
};

/** @type {(pid: number) => string} */
const onWindows = (pid) =>
  execFileSync(
    "powershell.exe",
    ["-NoProfile", "-NonInteractive", "-Command", `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
    { stdio: "pipe", encoding: "utf8" },
  );

/** @type {(pid: number) => string} */
const elsewhere = (pid) =>
  execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: "pipe", encoding: "utf8" });

const ofPlatform = { linux: onLinux, win32: onWindows };
const read = ofPlatform[/** @type {keyof typeof ofPlatform} */ (process.platform)] ?? elsewhere;

/** When the process with this id started; undefined when there is none. @type {(pid: number) => string | undefined} */
const birthOf = (pid) => {
  try {
    return read(pid)?.trim() || undefined;
  } catch {
    return undefined;
  }
};

/** @type {(pid: number) => ProcessIdentity | undefined} */
export const identityOf = (pid) => {
  const bornAt = birthOf(pid);
  return bornAt === undefined ? undefined : { pid, bornAt };
};

/** @type {(identity: ProcessIdentity) => boolean} */
export const isRunning = ({ pid, bornAt }) => birthOf(pid) === bornAt;

/** @type {() => ProcessIdentity} */
export const ownIdentity = () => {
  const own = identityOf(process.pid);
  if (own === undefined)
    throw new Error("The system does not say when this process started: neither /proc nor `ps` returns it.");
  return own;
};
