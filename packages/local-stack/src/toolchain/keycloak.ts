import { chmod, cp, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import { download } from "./download.ts";
import type { Fetching } from "./fetching.ts";
import { addKeycloakProvider, keycloakProviderHash } from "./keycloak-provider.ts";
import { mavenUrlOf } from "./maven.ts";
import { findPinnedOnPath } from "./on-path.ts";
import { pins } from "./pins.ts";
import { findPython } from "./prerequisites.ts";
import { reportDownload } from "./progress.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

/**
 * Keycloak's home with Cogrion's provider, already built for PostgreSQL; otherwise each start would
 * first build for twenty seconds.
 */
export const ensureKeycloak = async (fetching: Fetching): Promise<string> => {
  const home = join(cacheFolder(), "keycloak", `${pins.keycloak.version}-${await keycloakProviderHash()}`);
  await publishOnce(
    home,
    async (temporary) => {
      await unpackInto(temporary, fetching);
      // Archives that Python unpacks, and some installations, lose the permission bits.
      await chmod(join(temporary, "bin", "kc.sh"), 0o755);
      await addKeycloakProvider(temporary, fetching);
      fetching.update("building for PostgreSQL");
      const args = ["build", "--db=postgres", "--health-enabled=true", "--metrics-enabled=true"];
      await run(join(temporary, "bin", "kc.sh"), args, { env: inheritedEnvironment(), signal: fetching.signal });
    },
    () => fetching.update("waiting for another process that downloads it"),
  );
  await rm(archiveFile(), { force: true });
  return home;
};

const archiveFile = (): string => join(cacheFolder(), "downloads", `keycloak-${pins.keycloak.version}.zip`);

const unpackInto = async (folder: string, { update, signal }: Fetching): Promise<void> => {
  const { version, maven, vendor, sha256, bytes } = pins.keycloak;
  const script = await findPinnedOnPath("kc.sh", ["--version"], /Keycloak (\d+\.\d+\.\d+)/, version);
  if (script !== undefined) {
    update("copying the one on PATH");
    // The build changes it, and we must not change a person's own installation.
    return cp(dirname(dirname(script)), folder, { recursive: true, verbatimSymlinks: true });
  }
  const archive = archiveFile();
  await download(
    { urls: [mavenUrlOf(maven), vendor], file: archive, sha256, bytes, ...(signal === undefined ? {} : { signal }) },
    (receivedBytes, totalBytes) => reportDownload(update, { receivedBytes, totalBytes }),
  );
  update("unpacking");
  const python = (await findPython())?.command ?? "python3";
  await run(python, ["-m", "zipfile", "-e", archive, folder], { signal });
  const [top = ""] = await readdir(folder);
  for (const entry of await readdir(join(folder, top))) await rename(join(folder, top, entry), join(folder, entry));
  await rm(join(folder, top), { recursive: true });
};
