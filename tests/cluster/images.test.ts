import { missingForImages } from "@cogrion/local-stack/toolchain/cluster-needs";
import { beforeAll, describe, expect, it } from "vitest";
import type { BaseImages } from "./support/base-image.ts";
import { ensureBaseImages } from "./support/base-image.ts";
import type { ImageName } from "./support/build-image.ts";
import { buildImage, imageNames, inspectImage } from "./support/build-image.ts";
import { buildah } from "./support/buildah.ts";
import { contentOf } from "./support/image-content.ts";

const missing = await missingForImages();
it(missing.length > 0 ? `images are left out: ${missing.join(" ")}` : "this machine can build images", () => {
  // Each says in a sentence what to do.
  expect(missing.filter((each) => !/^\S+ .*\w/.test(each))).toEqual([]);
});

describe.runIf(missing.length === 0)("images", () => {
  let bases: BaseImages;
  beforeAll(async () => {
    bases = await ensureBaseImages();
  });

  /** Above the base image, unpacked. */
  const limits: Record<ImageName, number> = { "control-plane": 45, worker: 130, bff: 20, operator: 270 };
  const licences =
    /^(MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|Python-2\.0|MIT-0|UNLICENSED|Apache-2\.0 AND MIT|\(.*(MIT|BSD|Apache).*\)|.* OR .*)$/;

  it.each(imageNames)("%s is small, and holds nothing but what it runs", async (name) => {
    const tag = await buildImage(name, bases);
    const { Docker } = await inspectImage(tag);
    expect(Docker.config.User).toBe("65532:65532");
    expect(Docker.rootfs.diff_ids).toHaveLength(2);
    const content = await contentOf(tag);
    console.info(`${name}: ${content.mebibytes} MiB above the base, ${content.compressedMebibytes} MiB compressed`);
    expect(content.mebibytes).toBeLessThanOrEqual(limits[name]);
    expect(content.setuid).toEqual([]);
    expect(content.secrets).toEqual([]);
    expect(content.tests).toEqual([]);
    expect(content.unreadable).toEqual([]);
    // The operator's image still contains the local stack, whose edge runtime contains an image
    // library.
    const isAllowed = (licence: string): boolean =>
      licences.test(licence) || (name === "operator" && licence.includes("LGPL-3.0-or-later"));
    const unknown = content.components.filter((each) => !each.licences.every(isAllowed));
    expect(unknown).toEqual([]);
    expect(content.components.length).toBeGreaterThan(20);
    // No development dependency is installed.
    expect(content.components.map((each) => each.name)).not.toContain("vitest");
  });

  it("the same files give the same layers, whenever they are built", async () => {
    const digests: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const tag = await buildImage("bff", bases, { version: "twice", useCache: false, format: "oci" });
      digests.push((await inspectImage(tag)).FromImageDigest);
    }
    expect(digests[1]).toBe(digests[0]);
  });

  it("an image without its settings says which are missing", async () => {
    const container = (await buildah("from", "--pull-never", await buildImage("control-plane", bases))).trim();
    try {
      const run = buildah(
        "run",
        "--isolation",
        "chroot",
        "--user",
        "65532:65532",
        container,
        "--",
        "node",
        "src/main.ts",
      );
      await expect(run).rejects.toThrow(/DATABASE_URL: is not set/);
    } finally {
      await buildah("rm", container);
    }
  });
});
