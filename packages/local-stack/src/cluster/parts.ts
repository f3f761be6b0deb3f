import { join } from "node:path";
import { inheritedEnvironment } from "../env.ts";
import type { Layer } from "../reaper/message.ts";
import type { PartProcess, RunningPart } from "../parts/process.ts";
import { startPartProcess } from "../parts/process.ts";
import type { ClusterToolchain } from "../toolchain/cluster.ts";
import { run } from "../toolchain/run.ts";
import type { Identity } from "./kubeconfig.ts";
import type { NodeNetwork } from "./network.ts";
import { inside } from "./network.ts";

export type Stand = {
  folder: string;
  network: NodeNetwork;
  tools: ClusterToolchain;
  kubeconfig: (identity: Identity) => string;
};

type Start = { name: string; command: string; args: string[]; layer: Layer; isReady: () => Promise<boolean> };

const start = ({ folder, network, tools }: Stand, { name, command, args, ...rest }: Start): Promise<RunningPart> => {
  const [outer, outerArgs] = inside(network, command, args);
  const part: PartProcess = {
    ...rest,
    name,
    command: outer,
    args: outerArgs,
    env: {
      ...inheritedEnvironment(),
      // So that containerd finds its shim.
      PATH: `${tools.containerd}:${inheritedEnvironment()["PATH"] ?? ""}`,
      // A node for tests: less memory is worth more garbage collections.
      GOGC: "50",
    },
    cwd: folder,
    logFile: join(folder, "logs", `${name}.log`),
    readyTimeoutSeconds: 120,
    stopTimeoutSeconds: 5,
  };
  return startPartProcess(part);
};

const fetches = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  return response.ok;
};

export const kubectl = (stand: Stand, ...args: string[]): Promise<string> =>
  run(join(stand.tools.kubernetes, "kubectl"), ["--kubeconfig", stand.kubeconfig("admin"), ...args]);

export const startEtcd = (stand: Stand): Promise<RunningPart> => {
  const { folder, tools, network } = stand;
  const client = `http://${network.nodeIp}:2379`;
  const peer = `http://${network.nodeIp}:2380`;
  return start(stand, {
    name: "etcd",
    layer: "store",
    command: join(tools.etcd, "etcd"),
    args: [
      ["--data-dir", join(folder, "etcd"), "--log-level", "warn", "--unsafe-no-fsync", "--name", "node"],
      ["--listen-client-urls", client, "--advertise-client-urls", client],
      ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `node=${peer}`],
    ].flat(),
    isReady: () => fetches(`${client}/health`),
  });
};

export const startApiServer = (stand: Stand): Promise<RunningPart> => {
  const { folder, tools, network } = stand;
  return start(stand, {
    name: "kube-apiserver",
    layer: "service",
    command: join(tools.kubernetes, "kube-apiserver"),
    args: [
      `--etcd-servers=http://${network.nodeIp}:2379`,
      `--advertise-address=${network.nodeIp}`,
      `--bind-address=${network.nodeIp}`,
      "--secure-port=6443",
      `--cert-dir=${folder}/api-server`,
      `--service-cluster-ip-range=${network.serviceRange}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${folder}/service-accounts.pem`,
      `--service-account-signing-key-file=${folder}/service-accounts.pem`,
      `--token-auth-file=${folder}/tokens.csv`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--anonymous-auth=false",
      "--kubelet-preferred-address-types=InternalIP",
      "--profiling=false",
    ],
    isReady: async () => (await kubectl(stand, "get", "--raw", "/readyz")) === "ok",
  });
};

/** Ready once the default service account exists, because no pod can be created before. */
export const startControllerManager = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "kube-controller-manager",
    layer: "app",
    command: join(stand.tools.kubernetes, "kube-controller-manager"),
    args: [
      `--kubeconfig=${stand.kubeconfig("controller-manager")}`,
      `--service-account-private-key-file=${stand.folder}/service-accounts.pem`,
      `--root-ca-file=${stand.folder}/api-server/apiserver.crt`,
      "--use-service-account-credentials=true",
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--cluster-cidr=${stand.network.podRange}`,
    ],
    isReady: async () => (await kubectl(stand, "get", "serviceaccount", "default", "-o", "name")) !== "",
  });

export const startScheduler = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "kube-scheduler",
    layer: "app",
    command: join(stand.tools.kubernetes, "kube-scheduler"),
    args: [`--kubeconfig=${stand.kubeconfig("scheduler")}`, "--leader-elect=false", "--bind-address=127.0.0.1"],
    isReady: () => Promise.resolve(true),
  });

export const startContainerd = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "containerd",
    layer: "service",
    command: join(stand.tools.containerd, "containerd"),
    args: ["--config", join(stand.folder, "containerd.toml")],
    isReady: async () => (await ctr(stand, "version")) !== "",
  });

export const ctr = ({ tools, folder }: Stand, ...args: string[]): Promise<string> =>
  run(join(tools.containerd, "ctr"), ["--address", join(folder, "containerd.sock"), "--namespace", "k8s.io", ...args]);

export const startKubelet = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "kubelet",
    layer: "app",
    command: join(stand.tools.kubernetes, "kubelet"),
    args: [
      `--config=${stand.folder}/kubelet.json`,
      `--kubeconfig=${stand.kubeconfig("node")}`,
      `--root-dir=${stand.folder}/kubelet`,
      `--cert-dir=${stand.folder}/kubelet-certificates`,
      `--node-ip=${stand.network.nodeIp}`,
      "--hostname-override=node",
    ],
    isReady: async () =>
      (await kubectl(
        stand,
        "get",
        "node",
        "node",
        "-o",
        "jsonpath={.status.conditions[?(@.type=='Ready')].status}",
      )) === "True",
  });

export const startProxy = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "kube-proxy",
    layer: "app",
    command: join(stand.tools.kubernetes, "kube-proxy"),
    args: [
      `--kubeconfig=${stand.kubeconfig("proxy")}`,
      "--proxy-mode=iptables",
      "--hostname-override=node",
      `--cluster-cidr=${stand.network.podRange}`,
      // These limits belong to the whole machine.
      "--conntrack-max-per-core=0",
      "--conntrack-min=0",
      "--conntrack-tcp-timeout-established=0s",
      "--conntrack-tcp-timeout-close-wait=0s",
      `--healthz-bind-address=${stand.network.nodeIp}:10256`,
    ],
    isReady: () => fetches(`http://${stand.network.nodeIp}:10256/livez`),
  });

export const startDns = (stand: Stand): Promise<RunningPart> =>
  start(stand, {
    name: "coredns",
    layer: "app",
    command: join(stand.tools.coredns, "coredns"),
    args: ["-conf", join(stand.folder, "Corefile")],
    isReady: () => fetches(`http://${stand.network.nodeIp}:8081/health`),
  });
