import { access } from "node:fs/promises";
import { platform } from "node:os";
import { isRoot } from "../env.ts";
import { findOnPath, versionOf } from "./on-path.ts";
import { pins } from "./pins.ts";
import { findGo } from "./prerequisites.ts";

/** System commands that a node needs, with Debian's package. */
const commands = {
  ip: "iproute2",
  nsenter: "util-linux",
  iptables: "iptables",
  runc: "runc",
  buildah: "buildah",
  openssl: "openssl",
} as const;

const canMakeNamespaces = async (): Promise<boolean> => {
  const output = await versionOf("unshare", ["--net", "--mount", "echo", "has namespaces"], /(has namespaces)/);
  return output !== undefined;
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What this machine lacks to build images, one sentence each; empty if nothing. */
export const missingForImages = async (): Promise<string[]> => {
  if (platform() !== "linux") return ["Images are built on Linux."];
  if (!isRoot()) return ["Images are built as root, because their files belong to other users."];
  const missing: string[] = [];
  for (const [command, debian] of Object.entries({ buildah: "buildah", "apt-get": "apt", "dpkg-deb": "dpkg" })) {
    if ((await findOnPath(command)) === undefined)
      missing.push(`${command} is not on PATH. Debian: apt install ${debian}`);
  }
  return missing;
};

/** What this machine lacks to run a Kubernetes node, one sentence each; empty if nothing. */
export const missingForCluster = async (): Promise<string[]> => {
  if (platform() !== "linux") return ["Containers need Linux."];
  if (!isRoot()) return ["A node creates network namespaces and mounts. Run the command as root."];
  const missing: string[] = [];
  if (!(await canMakeNamespaces())) missing.push("This machine does not allow network and mount namespaces.");
  if (!(await exists("/sys/fs/cgroup/cgroup.controllers")) && !(await exists("/sys/fs/cgroup/memory")))
    missing.push("No cgroup hierarchy is mounted on /sys/fs/cgroup.");
  for (const [command, debian] of Object.entries(commands)) {
    if ((await findOnPath(command)) === undefined)
      missing.push(`${command} is not on PATH. Debian: apt install ${debian}`);
  }
  if ((await findGo()) === undefined) missing.push(`Go ${pins.go.minimum} or later is not on PATH. https://go.dev/dl`);
  return missing;
};
