import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { missingForCluster } from "@cogrion/local-stack/toolchain/cluster-needs";
import { describe, expect, it } from "vitest";
import { until } from "@cogrion/testing/until";
import { bffValues } from "../deploy/support/values.ts";
import { ensureBaseImages } from "./support/base-image.ts";
import { buildImage } from "./support/build-image.ts";
import { importImage } from "./support/import-image.ts";
import { startTestNode } from "./support/node.ts";

const execute = promisify(execFile);
const missing = await missingForCluster();

it(
  missing.length > 0
    ? `the cluster's tests are left out: ${missing.join(" ")}`
    : "this machine can run a Kubernetes node",
  () => {
    // Each says in a sentence what to do.
    expect(missing.filter((each) => !/^\S+ .*\w/.test(each))).toEqual([]);
  },
);

type NodeAddress = { network: { name: string; link: string }; folder: string };

/** What the node has left on this machine. */
const tracesOf = async ({ network, folder }: NodeAddress): Promise<string[]> => {
  const { stdout: links } = await execute("ip", ["-brief", "link"]);
  const namespaces = await readdir("/run/netns").catch(() => []);
  const { stdout: mounts } = await execute("cat", ["/proc/self/mountinfo"]);
  const { stdout: processes } = await execute("ps", ["-eo", "args"]);
  return [
    ...links.split("\n").filter((line) => line.startsWith(`${network.link}@`)),
    ...namespaces.filter((each) => each === network.name),
    ...mounts.split("\n").filter((line) => line.includes(folder)),
    ...processes.split("\n").filter((line) => line.includes(`${folder}/`)),
  ];
};

const rulesOf = async (): Promise<string> =>
  (await execute("iptables-save")).stdout.replaceAll(/^#.*$|\[\d+:\d+\]/gm, "");

describe.runIf(missing.length === 0)("a node", () => {
  it("starts with real containers, leaves the machine's rules alone, and ends whole", async () => {
    const rules = await rulesOf();
    const startedAt = Date.now();
    const node = await startTestNode([]);
    console.info(`the node was ready after ${Math.round((Date.now() - startedAt) / 1000)} s`);
    try {
      expect(await rulesOf()).toBe(rules);
      expect(await node.kubectl("get", "--raw", "/version")).toContain('"gitVersion": "v1.37.2"');
      await node.kubectl("create", "deployment", "pause", "--image=localhost/cogrion/pause:1", "--replicas=2");
      await node.kubectl("wait", "--for=condition=Available", "deployment/pause", "--timeout=90s");
    } finally {
      await node.stop();
    }
    expect(await tracesOf(node)).toEqual([]);
    expect(await rulesOf()).toBe(rules);
  });

  it("runs our image as another user, on a read-only root, named by its digest", async () => {
    const tag = await buildImage("bff", await ensureBaseImages());
    const node = await startTestNode([]);
    try {
      const { repository, digest } = await importImage(node, tag);
      const values = { ...bffValues, image: { repository, digest }, ingress: { className: "" } };
      const file = join(node.folder, "values.json");
      await writeFile(file, JSON.stringify(values));
      await node.kubectl("create", "namespace", "client");
      await node.kubectl("label", "namespace", "client", "pod-security.kubernetes.io/enforce=restricted");
      await node.kubectl(
        "--namespace",
        "client",
        "create",
        "secret",
        "generic",
        "workspace-token",
        "--from-literal=token=none",
      );
      await node.helm(
        "install",
        "bff",
        join(checkoutFolder, "infra", "charts", "bff"),
        "--namespace",
        "client",
        "--values",
        file,
      );
      // Without a control plane it runs but is not ready, as its own probes report.
      const pod = await until("the container", async () => {
        const running = await node.kubectl(
          "--namespace",
          "client",
          "get",
          "pods",
          "-o",
          "jsonpath={.items[0].status.containerStatuses[0].started}",
        );
        return running === "true";
      });
      expect(pod).toBe(true);
      const logs = await node.kubectl("--namespace", "client", "logs", "deployment/bff");
      expect(logs).toContain('"service":"bff"');
      await node.helm("uninstall", "bff", "--namespace", "client", "--wait");
      // Helm waits for the Deployment; its pod drains for a while longer.
      await node.kubectl("--namespace", "client", "wait", "--for=delete", "pod", "--all", "--timeout=60s");
      const kinds = "all,ingress,networkpolicy,poddisruptionbudget,secret,configmap";
      const left = await node.kubectl("--namespace", "client", "get", kinds, "-o", "name");
      // What the namespace contained before the chart.
      expect(left.trim().split("\n").toSorted()).toEqual(["configmap/kube-root-ca.crt", "secret/workspace-token"]);
    } finally {
      await node.stop();
    }
  });

  it("is removed whole when the process that started it is killed", async () => {
    const folder = join(await realpath(await mkdtemp(join(tmpdir(), "cogrion-crash-"))), "cogrion-node-crash");
    const child = fork(join(import.meta.dirname, "support", "node-process.ts"), [folder], { stdio: "inherit" });
    const [node] = (await once(child, "message")) as [NodeAddress];
    expect((await tracesOf(node)).length).toBeGreaterThan(5);
    child.kill("SIGKILL");
    await until("the removal", async () => (await tracesOf(node)).length === 0, 60);
    expect(await tracesOf(node)).toEqual([]);
    await rm(join(folder, ".."), { recursive: true, force: true });
  });
});
