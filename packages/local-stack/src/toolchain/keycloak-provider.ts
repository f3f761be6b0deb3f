import { createHash } from "node:crypto";
import { cp, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder, inheritedEnvironment, javaHome } from "../env.ts";
import { download } from "./download.ts";
import type { Fetching } from "./fetching.ts";
import { mavenUrlOf } from "./maven.ts";
import { pins } from "./pins.ts";
import { findPython } from "./prerequisites.ts";
import { run } from "./run.ts";

/** The sources of what Cogrion adds to Keycloak. */
const sources = join(import.meta.dirname, "..", "..", "..", "..", "infra", "keycloak");

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

/** Changes with the sources and the compiler; hex. */
export const keycloakProviderHash = async (): Promise<string> => {
  const hash = createHash("sha256").update(pins.javaCompiler.sha256);
  for (const file of await filesIn(sources)) hash.update(file.slice(sources.length)).update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
};

/** Compiles the provider against this Keycloak and puts it among its providers. */
export const addKeycloakProvider = async (home: string, { update, signal }: Fetching): Promise<void> => {
  update("compiling the provider");
  const { version, maven, sha256, bytes } = pins.javaCompiler;
  const compiler = join(cacheFolder(), "downloads", `ecj-${version}.jar`);
  await download({
    urls: [mavenUrlOf(maven)],
    file: compiler,
    sha256,
    bytes,
    ...(signal === undefined ? {} : { signal }),
  });
  const classes = join(home, "provider-classes");
  const libraries = (await filesIn(join(home, "lib", "lib"))).filter((file) => file.endsWith(".jar"));
  const options = { env: inheritedEnvironment(), signal };
  const java = javaHome();
  await run(
    java === undefined ? "java" : join(java, "bin", "java"),
    ["-jar", compiler, "-17", "-proc:none", "-cp", libraries.join(":"), "-d", classes, join(sources, "src")],
    options,
  );
  await cp(join(sources, "META-INF"), join(classes, "META-INF"), { recursive: true });
  const python = (await findPython())?.command ?? "python3";
  const jar = join(home, "providers", "cogrion.jar");
  await run(python, ["-m", "zipfile", "-c", jar, join(classes, "com"), join(classes, "META-INF")], options);
  await rm(classes, { recursive: true });
  await rm(compiler, { force: true });
};
