import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { z } from "zod";
import type { BaseImages } from "./base-image.ts";
import { buildah } from "./buildah.ts";

export const imageNames = ["control-plane", "worker", "bff", "operator"] as const;
export type ImageName = (typeof imageNames)[number];

export type BuildOptions = {
  version?: string;
  useCache?: boolean;
  /**
   * Docker's format supports health checks, but contains the random name of the container that
   * built it; OCI's has neither.
   */
  format?: "docker" | "oci";
};

/** Builds one of our images from the checkout; returns its tag. */
export const buildImage = async (
  name: ImageName,
  { build, runtime }: BaseImages,
  { version = "0.0.0", useCache = true, format = "docker" }: BuildOptions = {},
): Promise<string> => {
  const tag = `localhost/cogrion/${name}:${version}`;
  const args = [
    ["--isolation", "chroot", "--format", format, "--pull-never", useCache ? "--layers" : "--no-cache"],
    // The same files give the same digest, whenever they are built.
    ["--timestamp", "0"],
    ["--build-arg", `BASE=${runtime}`, "--build-arg", `BUILD_BASE=${build}`, "--build-arg", `VERSION=${version}`],
    ["--ignorefile", join(checkoutFolder, ".dockerignore")],
    ["--file", join(checkoutFolder, "infra", "images", `${name}.Dockerfile`), "--tag", tag, checkoutFolder],
  ];
  await buildah("build", ...args.flat());
  return tag;
};

const inspected = z.object({
  FromImageDigest: z.string(),
  Docker: z.object({
    config: z.object({
      User: z.string(),
      Entrypoint: z.array(z.string()),
      Env: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
      Healthcheck: z.object({ Test: z.array(z.string()) }).optional(),
    }),
    rootfs: z.object({ diff_ids: z.array(z.string()) }),
  }),
});
export type Inspected = z.output<typeof inspected>;

export const inspectImage = async (tag: string): Promise<Inspected> =>
  inspected.parse(JSON.parse(await buildah("inspect", "--type", "image", tag)));
