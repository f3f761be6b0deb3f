import { rm } from "node:fs/promises";
import { join } from "node:path";
import { buildah } from "./buildah.ts";
import type { TestNode } from "./node.ts";

/** Imports a built image into the node; returns its name by digest, as charts name images. */
export const importImage = async (node: TestNode, tag: string): Promise<{ repository: string; digest: string }> => {
  const file = join(node.folder, "image.tar");
  await buildah("push", "--quiet", tag, `docker-archive:${file}:${tag}`);
  await node.importImage(file);
  // An archive is written once, and never added to.
  await rm(file);
  const repository = tag.slice(0, tag.lastIndexOf(":"));
  return { repository, digest: await node.nameByDigest(tag, repository) };
};
