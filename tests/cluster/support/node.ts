import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningNode } from "@cogrion/local-stack/cluster/node";
import { startNode } from "@cogrion/local-stack/cluster/node";
import { ensureClusterToolchain } from "@cogrion/local-stack/toolchain/cluster";
import { run } from "@cogrion/local-stack/toolchain/run";

export type TestNode = RunningNode & {
  kubectl(...args: string[]): Promise<string>;
  helm(...args: string[]): Promise<string>;
};

/** A node for this test; pods find the hosts at this machine's end of its network. */
export const startTestNode = async (hosts: readonly string[], given?: string): Promise<TestNode> => {
  const tools = await ensureClusterToolchain();
  const folder = given ?? join(await realpath(await mkdtemp(join(tmpdir(), "cogrion-cluster-"))), "cogrion-node-test");
  const node = await startNode({ tools, folder, hosts });
  return {
    ...node,
    kubectl: (...args) => run(join(tools.kubernetes, "kubectl"), ["--kubeconfig", node.kubeconfig, ...args]),
    helm: (...args) => run(join(tools.helm, "helm"), ["--kubeconfig", node.kubeconfig, ...args]),
    async stop() {
      await node.stop();
      await rm(join(folder, ".."), { recursive: true, force: true });
    },
  };
};
