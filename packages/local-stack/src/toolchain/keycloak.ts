import { chmod, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { download } from "./download.ts";
import { pins } from "./pins.ts";
import type { Progress } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

const urlOf = (coordinates: string): string => {
  const [group = "", artifact = "", version = "", extension = ""] = coordinates.split(":");
  return `https://repo1.maven.org/maven2/${group.replaceAll(".", "/")}/${artifact}/${version}/${artifact}-${version}.${extension}`;
};

/** Keycloak's home, already built for PostgreSQL: without it each start would build first, for twenty seconds. */
export const ensureKeycloak = async (progress: Progress): Promise<string> => {
  const { version, maven, sha256, bytes } = pins.keycloak;
  const home = join(cacheFolder(), "keycloak", version);
  await publishOnce(
    home,
    async (temporary) => {
      const archive = join(cacheFolder(), "downloads", `keycloak-${version}.zip`);
      await download({ url: urlOf(maven), file: archive, sha256, bytes }, (share) =>
        progress.update("keycloak", `downloading ${Math.floor(share * 100)} %`),
      );
      progress.update("keycloak", "unpacking");
      await run("python3", ["-m", "zipfile", "-e", archive, temporary]);
      const [top = ""] = await readdir(temporary);
      for (const entry of await readdir(join(temporary, top))) {
        await rename(join(temporary, top, entry), join(temporary, entry));
      }
      await rm(join(temporary, top), { recursive: true });
      // Python's zipfile forgets the permission bits.
      await chmod(join(temporary, "bin", "kc.sh"), 0o755);
      progress.update("keycloak", "building for PostgreSQL");
      await run(
        join(temporary, "bin", "kc.sh"),
        ["build", "--db=postgres", "--health-enabled=true", "--metrics-enabled=true"],
        {
          env: inheritedEnvironment(),
        },
      );
      await rm(archive);
    },
    () => progress.update("keycloak", "waiting for another process that fetches it"),
  );
  return home;
};
