import { join } from "node:path";
import { cacheFolder } from "../env.ts";
import type { Fetching } from "./fetching.ts";
import type { GoCommands } from "./go-commands.ts";
import { buildGoCommands } from "./go-commands.ts";
import { ensureKubernetes } from "./kubernetes.ts";
import { pins } from "./pins.ts";
import type { Progress } from "./progress.ts";
import { silentProgress } from "./progress.ts";
import { publishOnce } from "./publish.ts";

/** Folders with the commands of a cluster. */
export type ClusterToolchain = {
  /** kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, kube-proxy, kubectl */
  kubernetes: string;
  /** containerd, containerd-shim-runc-v2, ctr */
  containerd: string;
  /** bridge, host-local, loopback, portmap */
  cni: string;
  etcd: string;
  coredns: string;
  /** Helm 3 for charts, and Helm 4 too, because clients use both. */
  helm: string;
  helm4: string;
  /** The process that holds a pod's namespaces. */
  pause: string;
};

// etcd offers its server only as a library.
const etcdMain = `package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
`;

const pauseMain = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	<-signals
}
`;

// Compose's own reader of its files, which is a library: reads a file with all its profiles, or says what is wrong.
const composeMain = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:2], cli.WithOsEnv, cli.WithProfiles([]string{"*"}))
	if err == nil {
		_, err = options.LoadProject(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`;

const versioned = (goTools: readonly string[], version: string): string[] =>
  goTools.map((each) => `${each}@v${version}`);

type Build = { version: string; commands: Omit<GoCommands, "name"> };

const builds = {
  containerd: {
    version: pins.containerd.version,
    commands: { packages: versioned(pins.containerd.goTools, pins.containerd.version), buildTime: "90 seconds" },
  },
  cni: {
    version: pins.cni.version,
    commands: { packages: versioned(pins.cni.goTools, pins.cni.version), buildTime: "10 seconds" },
  },
  etcd: {
    version: pins.etcd.version,
    commands: {
      packages: ["."],
      files: { "main.go": etcdMain },
      goMod: `require go.etcd.io/etcd/server/v3 v${pins.etcd.version}\n`,
      buildTime: "a minute",
    },
  },
  coredns: {
    version: pins.coredns.version,
    commands: { packages: versioned(pins.coredns.goTools, pins.coredns.version), buildTime: "3 minutes" },
  },
  helm: {
    version: pins.helm.version,
    commands: { packages: versioned(pins.helm.goTools, pins.helm.version), buildTime: "2 minutes" },
  },
  helm4: {
    version: pins.helm4.version,
    commands: { packages: versioned(pins.helm4.goTools, pins.helm4.version), buildTime: "2 minutes" },
  },
  "compose-go": {
    version: pins.composeGo.version,
    commands: {
      packages: ["."],
      files: { "main.go": composeMain },
      goMod: `require github.com/compose-spec/compose-go/v2 v${pins.composeGo.version}\n`,
      buildTime: "10 seconds",
    },
  },
  pause: {
    version: "1",
    commands: { packages: ["."], files: { "main.go": pauseMain }, goMod: "go 1.24\n", buildTime: "10 seconds" },
  },
} satisfies Record<string, Build>;

const ensureBuilt = async (name: keyof typeof builds, fetching: Fetching): Promise<string> => {
  const { version, commands } = builds[name];
  const folder = join(cacheFolder(), name, version);
  await publishOnce(
    folder,
    (temporary) => buildGoCommands(temporary, { name, ...commands }, fetching),
    () => fetching.update("waiting for another process that builds it"),
  );
  return folder;
};

/** Only Helm: charts are rendered without a cluster. Returns the command. */
export const ensureHelm = async (fetching: Fetching): Promise<string> =>
  join(await ensureBuilt("helm", fetching), "helm");

/** Reads a Compose file as Compose does. Returns the command, which takes the file. */
export const ensureComposeReader = async (fetching: Fetching): Promise<string> =>
  join(await ensureBuilt("compose-go", fetching), "compose-go");

export type ClusterToolchainOptions = { progress?: Progress; signal?: AbortSignal };

/**
 * Builds the parts of a cluster, or finds them in the cache. One part after the other, because each
 * build uses all cores. Repeatable, and safe to interrupt.
 * @throws ToolchainError
 */
export const ensureClusterToolchain = async ({
  progress = silentProgress,
  signal,
}: ClusterToolchainOptions = {}): Promise<ClusterToolchain> => {
  const part = async (name: string, version: string, ensure: (fetching: Fetching) => Promise<string>) => {
    const folder = await ensure({ signal, update: (state, amount) => progress.update(name, state, amount) });
    progress.done(name, version);
    return folder;
  };
  const built = (name: keyof typeof builds): Promise<string> =>
    part(name, builds[name].version, (fetching) => ensureBuilt(name, fetching));
  return {
    containerd: await built("containerd"),
    cni: await built("cni"),
    pause: await built("pause"),
    etcd: await built("etcd"),
    helm: await built("helm"),
    kubernetes: await part("kubernetes", pins.kubernetes.version, ensureKubernetes),
    coredns: await built("coredns"),
    helm4: await built("helm4"),
  };
};
