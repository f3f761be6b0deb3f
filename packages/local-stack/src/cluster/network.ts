import { readdir } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { run } from "../toolchain/run.ts";

/**
 * A node's own network: a namespace that one pair of virtual interfaces connects to this machine.
 */
export type NodeNetwork = {
  /** Name of the namespace, and of the node's cgroups. */
  name: string;
  /** The end of the pair on this machine. */
  link: string;
  /** This machine's address on the pair, where pods reach servers of this machine. */
  gateway: string;
  nodeIp: string;
  podRange: string;
  serviceRange: string;
};

export const networkOf = (name: string, index: number): NodeNetwork => ({
  name,
  link: `cogrion${index}`,
  gateway: `10.200.${index}.1`,
  nodeIp: `10.200.${index}.2`,
  podRange: `10.201.${index}.0/24`,
  serviceRange: `10.202.${index}.0/24`,
});

export const namespaceFile = (name: string): string => `/run/netns/${name}`;

/**
 * Command and arguments that run another command inside the namespace. Unlike `ip netns exec`, it
 * keeps /sys with the cgroups.
 */
export const inside = (
  { name }: Pick<NodeNetwork, "name">,
  command: string,
  args: readonly string[],
): [string, string[]] => ["nsenter", [`--net=${namespaceFile(name)}`, command, ...args]];

/** The first index without an interface. */
const freeIndex = async (): Promise<number> => {
  const taken = new Set([...Object.keys(networkInterfaces()), ...(await readdir("/sys/class/net"))]);
  for (let index = 0; index < 200; index += 1) if (!taken.has(`cogrion${index}`)) return index;
  throw new Error("200 nodes already run on this machine");
};

/**
 * The machine's rules and addresses do not change: everything that is added belongs to the new
 * interface and is removed with it.
 */
export const createNetwork = async (name: string): Promise<NodeNetwork> => {
  const network = networkOf(name, await freeIndex());
  const { link, gateway, nodeIp, podRange, serviceRange } = network;
  const ip = (...args: string[]) => run("ip", args);
  const insideRun = (command: string, ...args: string[]) => run(...inside(network, command, args));
  await ip("netns", "add", name);
  await ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name);
  await ip("addr", "add", `${gateway}/30`, "dev", link);
  await ip("link", "set", link, "up");
  await insideRun("ip", "link", "set", "lo", "up");
  await insideRun("ip", "addr", "add", `${nodeIp}/30`, "dev", "eth0");
  await insideRun("ip", "link", "set", "eth0", "up");
  await insideRun("ip", "route", "add", "default", "via", gateway);
  await insideRun("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  // Like a load balancer with targets of type `ip`, this machine reaches pods by their addresses.
  for (const range of [podRange, serviceRange]) await ip("route", "add", range, "via", nodeIp);
  return network;
};
