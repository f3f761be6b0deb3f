import { missingForCluster } from "@cogrion/local-stack/toolchain/cluster-needs";
import type { TestProject } from "vitest/node";
import { ensureBaseImages } from "../../support/base-image.ts";
import type { ImageName } from "../../support/build-image.ts";
import { buildImage } from "../../support/build-image.ts";
import { installKinds } from "../../support/crds.ts";
import { importImage } from "../../support/import-image.ts";
import { buildNeverReady } from "../../support/never-ready.ts";
import type { TestNode } from "../../support/node.ts";
import { startTestNode } from "../../support/node.ts";
import { injectCredentials } from "./credentials.ts";
import { connectKubernetes } from "./kubernetes.ts";
import type { RegionParts } from "./parts.ts";
import { podHosts, startRegionParts } from "./parts.ts";

export type Image = { repository: string; digest: string };
/** `next` is the same code under another version, so that one can take over from the other. */
export type Versions = {
  "control-plane": { current: Image; next: Image; neverReady: Image };
  worker: { current: Image; next: Image };
  bff: { current: Image };
};
export type RegionStage =
  | { missing: string[] }
  | {
      missing: [];
      node: Pick<TestNode, "network" | "folder" | "kubeconfig" | "tools">;
      parts: RegionParts;
      images: Versions;
    };

declare module "vitest" {
  interface ProvidedContext {
    region: RegionStage;
  }
}

const importVersions = async (node: TestNode): Promise<Versions> => {
  const bases = await ensureBaseImages();
  const build = (name: ImageName, version: string): Promise<string> => buildImage(name, bases, { version });
  const take = async (tag: Promise<string>): Promise<Image> => importImage(node, await tag);
  const current = await build("control-plane", "0.0.0");
  return {
    "control-plane": {
      current: await importImage(node, current),
      next: await take(build("control-plane", "0.0.1")),
      neverReady: await take(buildNeverReady(current)),
    },
    worker: { current: await take(build("worker", "0.0.0")), next: await take(build("worker", "0.0.1")) },
    bff: { current: await take(build("bff", "0.0.0")) },
  };
};

/** Once for the project: a node, and the parts of a region beside it. Each file installs its own release. */
export const setup = async ({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const missing = await missingForCluster();
  if (missing.length > 0) {
    provide("region", { missing });
    return undefined;
  }
  const startedAt = Date.now();
  const node = await startTestNode(podHosts);
  const region = startRegionParts(node.network.gateway);
  region.catch(() => undefined);
  const stop = async (): Promise<void> => {
    await node.stop();
    await region.then((started) => started.stop()).catch(() => undefined);
  };
  try {
    await installKinds(node);
    const kubernetes = connectKubernetes(node.kubeconfig);
    await injectCredentials(kubernetes);
    kubernetes.close();
    const images = await importVersions(node);
    const { network, folder, kubeconfig, tools } = node;
    provide("region", {
      missing: [],
      node: { network, folder, kubeconfig, tools },
      parts: (await region).parts,
      images,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  console.info(`the region's parts and its node were ready after ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return stop;
};
