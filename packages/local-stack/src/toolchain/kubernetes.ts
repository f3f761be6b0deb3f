import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { cacheFolder, inheritedEnvironment } from "../env.ts";
import type { Fetching } from "./fetching.ts";
import { buildGoCommands } from "./go-commands.ts";
import { pins } from "./pins.ts";
import { publishOnce } from "./publish.ts";
import { run } from "./run.ts";

const commands = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "kubectl"];
const downloaded = z.object({ GoMod: z.string() });

/**
 * Kubernetes requires its own libraries at v0.0.0 and replaces them with folders of its checkout. A
 * module that requires Kubernetes has to name the published versions instead.
 */
export const goModOf = (upstream: string, version: string): string => {
  const go = /^go \S+$/m.exec(upstream)?.[0] ?? "";
  const staged = [...upstream.matchAll(/(k8s\.io\/[a-z0-9.-]+) v0\.0\.0$/gm)].map((match) => match[1] ?? "");
  const libraries = `v0.${version.split(".").slice(1).join(".")}`;
  const replaced = [...new Set(staged)].toSorted().map((each) => `\t${each} => ${each} ${libraries}\n`);
  return `${go}\n\nrequire k8s.io/kubernetes v${version}\n\nreplace (\n${replaced.join("")})\n`;
};

const build = async (folder: string, fetching: Fetching): Promise<void> => {
  const { version } = pins.kubernetes;
  fetching.update("downloading its Go modules");
  const options = { env: inheritedEnvironment(), signal: fetching.signal };
  const output = await run("go", ["mod", "download", "-json", `k8s.io/kubernetes@v${version}`], options);
  const upstream = await readFile(downloaded.parse(JSON.parse(output)).GoMod, "utf8");
  const packages = commands.map((each) => `k8s.io/kubernetes/cmd/${each}`);
  await buildGoCommands(
    folder,
    {
      name: "kubernetes",
      goMod: goModOf(upstream, version),
      packages,
      // The API server reports it; clients and Helm compare with it.
      ldflags: `-X k8s.io/component-base/version.gitVersion=v${version}`,
      buildTime: "8 minutes",
    },
    fetching,
  );
};

/** The folder of the Kubernetes commands. */
export const ensureKubernetes = async (fetching: Fetching): Promise<string> => {
  const folder = join(cacheFolder(), "kubernetes", pins.kubernetes.version);
  const onWait = (): void => fetching.update("waiting for another process that builds it");
  await publishOnce(folder, (temporary) => build(temporary, fetching), onWait);
  return folder;
};
