import type { NodeNetwork } from "./network.ts";

export const pauseImage = "localhost/cogrion/pause:1";

/** containerd for one node, with nothing outside its own folder. */
export const containerdConfig = (folder: string, cniFolder: string, runc: string): string => `version = 3
root = "${folder}/containerd"
state = "${folder}/containerd-state"
disabled_plugins = [
  "io.containerd.snapshotter.v1.blockfile", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.erofs",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.nri.v1.nri",
  "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp",
]

[grpc]
  address = "${folder}/containerd.sock"

[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${pauseImage}"

[plugins."io.containerd.cri.v1.runtime"]
  # A container in a container may not lower the score.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  # No pod needs the machine's devices.
  enable_cdi = false

[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["${cniFolder}"]
  conf_dir = "${folder}/cni"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  BinaryName = "${runc}"
  SystemdCgroup = false
  Root = "${folder}/runc"
`;

export const cniConfig = ({ podRange }: NodeNetwork, folder: string): object => ({
  cniVersion: "1.0.0",
  name: "cogrion",
  plugins: [
    {
      type: "bridge",
      bridge: "pods",
      isGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: podRange }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: `${folder}/cni-addresses`,
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
});

export const kubeletConfig = ({ name, nodeIp }: NodeNetwork, folder: string): object => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  address: nodeIp,
  containerRuntimeEndpoint: `unix://${folder}/containerd.sock`,
  cgroupDriver: "cgroupfs",
  cgroupRoot: `/${name}`,
  failCgroupV1: false,
  failSwapOn: false,
  localStorageCapacityIsolation: false,
  resolvConf: `${folder}/resolv.conf`,
  clusterDNS: [nodeIp],
  clusterDomain: "cluster.local",
  // Only this machine and the node's own pods reach the port, and both belong to this test.
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: "AlwaysAllow" },
  // A full disk of the machine is not a reason to evict.
  evictionHard: { "memory.available": "100Mi" },
  imageGCHighThresholdPercent: 100,
  healthzBindAddress: nodeIp,
  healthzPort: 10248,
  // Fast, because tests wait for it.
  syncFrequency: "5s",
  nodeStatusUpdateFrequency: "5s",
  podLogsDir: `${folder}/pod-logs`,
  volumePluginDir: `${folder}/volume-plugins`,
  registerNode: true,
  maxPods: 60,
});

/**
 * Names of the cluster, and otherwise only those that the caller gives, so that no pod queries the
 * machine's own resolver.
 */
export const corefileOf = (
  { nodeIp, gateway }: NodeNetwork,
  kubeconfig: string,
  hosts: readonly string[],
): string => `.:53 {
  bind ${nodeIp}
  errors
  health ${nodeIp}:8081
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${kubeconfig} node
    pods insecure
  }
  hosts {
    ${hosts.map((host) => `${gateway} ${host}`).join("\n    ")}
    # Without it every other name, also of the cluster, ends here.
    fallthrough
  }
  cache 5
}
`;
