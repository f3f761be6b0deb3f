import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findOnPath } from "@cogrion/local-stack/toolchain/on-path";
import { run } from "@cogrion/local-stack/toolchain/run";
import { buildah, imageCacheFolder } from "./buildah.ts";

/** What Node.js needs from a system. */
const runtimePackages = ["libc6", "libstdc++6", "libgcc-s1", "ca-certificates", "tzdata"];
/** What npm needs in addition. */
const buildPackages = ["dash", "coreutils", "libacl1", "libattr1", "libgmp10", "libselinux1", "libpcre2-8-0"];

const certificates = "/etc/ssl/certs/ca-certificates.crt";

const existing = async (tag: string): Promise<boolean> =>
  (await buildah("images", "--format", "{{.Name}}:{{.Tag}}")).split("\n").includes(tag);

const unpackDebian = async (packages: readonly string[], root: string): Promise<void> => {
  const folder = await mkdtemp(join(imageCacheFolder(), "debian-"));
  try {
    await run("apt-get", ["download", ...packages], { cwd: folder });
    for (const file of await readdir(folder)) await run("dpkg-deb", ["--extract", join(folder, file), root]);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** Creates an image from scratch, with the folder as its only layer. */
const commit = async (tag: string, root: string, config: readonly string[]): Promise<void> => {
  const container = (await buildah("from", "scratch")).trim();
  try {
    await buildah("copy", container, root, "/");
    await buildah("config", ...config, container);
    await buildah("commit", "--timestamp", "0", container, tag);
  } finally {
    await buildah("rm", container);
  }
};

const putNode = async (root: string): Promise<void> => {
  const bin = join(root, "usr", "local", "bin");
  await mkdir(bin, { recursive: true });
  await copyFile(process.execPath, join(bin, "node"));
  // The certificates that this machine trusts, through which a build's downloads pass.
  await mkdir(join(root, "etc", "ssl", "certs"), { recursive: true });
  await copyFile(certificates, join(root, certificates));
  await writeFile(join(root, "etc", "passwd"), "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n");
  await writeFile(join(root, "etc", "group"), "nonroot:x:65532:\n");
  await mkdir(join(root, "tmp"), { mode: 0o1777 });
};

const putNpm = async (root: string): Promise<void> => {
  const npm = await findOnPath("npm");
  if (npm === undefined) throw new Error("npm is not on PATH");
  const home = dirname(dirname(await realpath(npm)));
  await cp(home, join(root, "usr", "local", "lib", "node_modules", "npm"), { recursive: true });
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr", "local", "bin", "npm"));
};

export type BaseImages = { runtime: string; build: string };

/**
 * Replaces the official image where no image registry is available: Debian's own packages and the
 * Node.js that runs this process. Built once for each version of Node.js.
 */
export const ensureBaseImages = async (): Promise<BaseImages> => {
  const version = createHash("sha256")
    .update(process.version + runtimePackages.join())
    .digest("hex")
    .slice(0, 12);
  const images = { runtime: `localhost/cogrion/base:${version}`, build: `localhost/cogrion/build-base:${version}` };
  const environment = ["--env", "PATH=/usr/local/bin:/usr/bin:/bin"];
  if (!(await existing(images.runtime))) {
    const root = await mkdtemp(join(imageCacheFolder(), "root-"));
    await unpackDebian(runtimePackages, root);
    await putNode(root);
    await commit(images.runtime, root, environment);
    await rm(root, { recursive: true });
  }
  if (!(await existing(images.build))) {
    const root = await mkdtemp(join(imageCacheFolder(), "root-"));
    await unpackDebian([...runtimePackages, ...buildPackages], root);
    await putNode(root);
    await putNpm(root);
    await commit(images.build, root, [...environment, "--env", `NODE_EXTRA_CA_CERTS=${certificates}`]);
    await rm(root, { recursive: true });
  }
  return images;
};
