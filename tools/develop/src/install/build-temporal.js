// @ts-check
import { spawn } from "node:child_process";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, commandFolders } from "./env.js";
// By its path, because npm has linked no package yet.
// oxlint-disable-next-line eslint/no-restricted-imports
import { withLock } from "../../../../packages/files/src/lock.js";

/**
 * Builds Temporal's command line into the cache while npm still installs the packages, because the
 * build takes three minutes and is most of a first start. It starts early what
 * packages/local-stack/src/toolchain/temporal.ts does, under the same lock; if anything is missing
 * or fails here, that file does it. It ends when the launcher does.
 */
const [checkout = "", launcherId = ""] = process.argv.slice(2);

const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stopping.abort());
const watch = setInterval(() => {
  try {
    process.kill(Number(launcherId), 0);
  } catch {
    stopping.abort();
  }
}, 500);

/** @type {(path: string) => Promise<boolean>} */
const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  );

/** @type {(name: string) => Promise<boolean>} */
const isOnPath = async (name) => {
  const found = await Promise.all(commandFolders().map((each) => exists(join(each, name))));
  return found.includes(true);
};

/** @type {(cwd: string, args: string[]) => Promise<void>} */
const go = (cwd, args) =>
  new Promise((resolve, reject) => {
    stopping.signal.throwIfAborted();
    // Its own process group, because the compiler starts many processes.
    const child = spawn("go", args, { cwd, detached: true, stdio: "ignore" });
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // The group has ended.
      }
    };
    stopping.signal.addEventListener("abort", end, { once: true });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`go ${args[0]} ended with ${code}`))));
  });

const build = async () => {
  const pins = JSON.parse(await readFile(join(checkout, "packages", "local-stack", "toolchain.json"), "utf8"));
  const { version, goTool } = pins.temporal;
  const folder = join(cacheFolder(), "temporal", version);
  // Which version is on the PATH is checked later; a needless build costs more than the wait.
  if ((await exists(folder)) || (await isOnPath("temporal")) || !(await isOnPath("go"))) return;
  await mkdir(dirname(folder), { recursive: true });
  const publish = async () => {
    if (await exists(folder)) return;
    const temporary = `${folder}.partial`;
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary);
    await go(temporary, ["mod", "init", "cogrion.com/toolchain/temporal"]);
    await go(temporary, ["get", "-tool", goTool]);
    await go(temporary, ["build", "-o", "temporal", goTool.split("@")[0]]);
    for (const file of ["go.mod", "go.sum"]) await rm(join(temporary, file));
    await rename(temporary, folder);
  };
  await withLock(`${folder}.lock`, publish, { signal: stopping.signal });
};

try {
  await build();
} catch {
  // Reported by the command that needs it, if its own attempt fails too.
  process.exitCode = 1;
} finally {
  clearInterval(watch);
}
