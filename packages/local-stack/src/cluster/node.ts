import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunningPart } from "../parts/process.ts";
import type { ClusterToolchain } from "../toolchain/cluster.ts";
import { ToolchainError } from "../toolchain/error.ts";
import { findOnPath } from "../toolchain/on-path.ts";
import { createCgroup } from "./cgroups.ts";
import { cniConfig, containerdConfig, corefileOf, kubeletConfig } from "./config-files.ts";
import { endProcesses } from "./end-processes.ts";
import { importPauseImage } from "./images.ts";
import { identityNames, kubeconfigOf, newTokens, tokenFileOf } from "./kubeconfig.ts";
import type { NodeNetwork } from "./network.ts";
import { createNetwork } from "./network.ts";
import type { Stand } from "./parts.ts";
import {
  ctr,
  startApiServer,
  startContainerd,
  startControllerManager,
  startDns,
  startEtcd,
  startKubelet,
  startProxy,
  startScheduler,
} from "./parts.ts";
import { removeNode } from "./removal.ts";

export type NodeOptions = {
  tools: ClusterToolchain;
  /** The folder of all the node's files, removed with it. An absolute path without links. */
  folder: string;
  /** Hosts that resolve, for pods, to this machine's end of the pair. */
  hosts: readonly string[];
};

export type RunningNode = {
  network: NodeNetwork;
  folder: string;
  tools: ClusterToolchain;
  /** The kubeconfig of an administrator. */
  kubeconfig: string;
  /** Imports a `docker-archive` or `oci-archive` file into the node. */
  importImage(file: string): Promise<void>;
  /** Adds a digest reference to an imported image, as a registry would; returns the digest. */
  nameByDigest(tag: string, repository: string): Promise<string>;
  stop(): Promise<void>;
};

const writeFiles = async (stand: Stand, hosts: readonly string[]): Promise<void> => {
  const { folder, network, tools } = stand;
  const runc = await findOnPath("runc");
  if (runc === undefined) throw new ToolchainError("runc is not on PATH");
  for (const each of ["logs", "cni", "api-server", "cni-addresses"]) await mkdir(join(folder, each));
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const tokens = newTokens();
  const files: Record<string, string> = {
    "service-accounts.pem": privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    "tokens.csv": tokenFileOf(tokens),
    "containerd.toml": containerdConfig(folder, tools.cni, runc),
    "cni/10-cogrion.conflist": JSON.stringify(cniConfig(network, folder)),
    "kubelet.json": JSON.stringify(kubeletConfig(network, folder)),
    "resolv.conf": `nameserver ${network.nodeIp}\n`,
    Corefile: corefileOf(network, stand.kubeconfig("admin"), hosts),
  };
  const server = `https://${network.nodeIp}:6443`;
  const certificate = join(folder, "api-server", "apiserver.crt");
  for (const each of identityNames) files[`${each}.kubeconfig`] = kubeconfigOf(server, certificate, tokens[each]);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
};

const startGuard = (network: NodeNetwork, folder: string): (() => void) => {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "guard-main.ts"), JSON.stringify({ network, folder })],
    { detached: true, stdio: ["pipe", "ignore", "ignore"], env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } },
  );
  child.stdin.on("error", () => undefined);
  child.unref();
  return () => child.kill("SIGKILL");
};

/**
 * Starts Kubernetes on this machine: one node with real containers, in its own network namespace
 * and cgroups. `stop` removes everything that it creates, and so does the guard if this process
 * dies.
 */
export const startNode = async ({ tools, folder, hosts }: NodeOptions): Promise<RunningNode> => {
  const network = await createNetwork(`cogrion-${process.pid}-${Date.now().toString(36)}`);
  const endGuard = startGuard(network, folder);
  const stand: Stand = { folder, network, tools, kubeconfig: (identity) => join(folder, `${identity}.kubeconfig`) };
  const parts: RunningPart[] = [];
  const started = async (part: Promise<RunningPart>): Promise<void> => void parts.push(await part);
  const stop = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.kill();
    await endProcesses(network.name);
    await removeNode({ network, folder });
    endGuard();
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await createCgroup(network.name);
    await writeFiles(stand, hosts);
    const startRuntime = async (): Promise<void> => {
      await started(startContainerd(stand));
      await importPauseImage(stand);
    };
    const runtime = startRuntime();
    runtime.catch(() => undefined);
    await started(startEtcd(stand));
    await started(startApiServer(stand));
    await Promise.all([
      started(startControllerManager(stand)),
      started(startScheduler(stand)),
      started(startDns(stand)),
      started(startProxy(stand)),
      runtime.then(() => started(startKubelet(stand))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    network,
    folder,
    tools,
    kubeconfig: stand.kubeconfig("admin"),
    importImage: async (file) => void (await ctr(stand, "images", "import", file)),
    async nameByDigest(tag, repository) {
      const line = (await ctr(stand, "images", "list")).split("\n").find((each) => each.startsWith(`${tag} `));
      const digest = /sha256:[0-9a-f]{64}/.exec(line ?? "")?.[0];
      if (digest === undefined) throw new Error(`${tag} is not in the node`);
      await ctr(stand, "images", "tag", "--force", tag, `${repository}@${digest}`);
      return digest;
    },
    stop,
  };
};
