import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf, signalGroup } from "./identity.js";

/**
 * Runs `npm ci` in a process group of its own, and ends that group once who started it is gone, however it went: it holds the other end of standard
 * input, and the system closes it with the process.
 */
const [checkout = "", record = ""] = process.argv.slice(2);
const patienceMilliseconds = 2000;

const npm = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
  cwd: checkout,
  detached: true,
  stdio: ["ignore", "inherit", "inherit"],
});
/** @type {Promise<number>} */
const exited = new Promise((resolve) => {
  npm.once("error", (error) => {
    process.stderr.write(`npm could not be started: ${error.message}\n`);
    resolve(127);
  });
  npm.once("exit", (code) => resolve(code ?? 1));
});
// Should this process be killed too, the next start finds npm by what is written here.
if (npm.pid !== undefined) writeFileSync(record, JSON.stringify(identityOf(npm.pid)), { mode: 0o600 });

const end = async () => {
  if (npm.pid === undefined) return;
  signalGroup(npm.pid, "SIGTERM");
  await Promise.race([exited, sleep(patienceMilliseconds)]);
  // With what npm had started.
  signalGroup(npm.pid, "SIGKILL");
};
let ending = Promise.resolve();
process.stdin.resume();
process.stdin.once("close", () => {
  ending = end();
});

const code = await exited;
await ending;
process.exit(code);
