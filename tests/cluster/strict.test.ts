import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { missingForCluster } from "@cogrion/local-stack/toolchain/cluster-needs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderText } from "../deploy/support/render.ts";
import { bffValues, controlPlaneValues } from "../deploy/support/values.ts";
import { missingCrds, prepareRegion } from "./support/crds.ts";
import type { TestNode } from "./support/node.ts";
import { startTestNode } from "./support/node.ts";

const missing = [...(await missingForCluster()), ...(await missingCrds())];

it(
  missing.length > 0
    ? `strict validations are left out: ${missing.join(" ")}`
    : "custom resource definitions and a node are here",
  () => {
    // Each says in a sentence what to do.
    expect(missing.filter((each) => !/^\S+ .*\w/.test(each))).toEqual([]);
  },
);

describe.runIf(missing.length === 0)("the API server, strictly", () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startTestNode([]);
    await prepareRegion(node);
  });
  afterAll(() => node?.stop());

  const apply = async (text: string): Promise<string> => {
    const file = join(node.folder, "rendered.yaml");
    await writeFile(file, text);
    const strictly = ["--server-side", "--dry-run=server", "--validate=strict"];
    return node.kubectl("apply", "--namespace", "cogrion", ...strictly, "-f", file);
  };
  const rendered = (chart: string, values: object): Promise<string> =>
    renderText({ helm: join(node.tools.helm, "helm"), chart: join(checkoutFolder, "infra", "charts", chart), values });

  it.each([
    ["control-plane", controlPlaneValues, 25],
    ["bff", bffValues, 6],
  ])("takes every object of %s", async (chart, values, least) => {
    const output = await apply(await rendered(chart, values));
    expect(output).not.toContain("Warning:");
    expect(output.trim().split("\n").length).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ["a field that no Deployment has", "minReadySeconds: 5", "minReadySecond: 5"],
    ["a field that no class of load balancers has", "targetType: ip", "targetTipe: ip"],
    ["a scheme that there is not", "scheme: internal\n", "scheme: private\n"],
    ["a field that no external secret has", "refreshInterval: 1m", "refreshIntervall: 1m"],
    ["a kind that there is not", "kind: ServiceMonitor", "kind: ServiceMonitors"],
    ["a selector that matches nothing", "maxUnavailable: 1\n", "maxUnavailable: one\n"],
  ])("rejects %s", async (_, from, to) => {
    const text = await rendered("control-plane", controlPlaneValues);
    expect(text).toContain(from);
    await expect(apply(text.replace(from, () => to))).rejects.toThrow();
  });

  it("Pod Security rejects a pod that is root", async () => {
    const pod =
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"root"},"spec":{"containers":[{"name":"a","image":"a"}]}}';
    await expect(apply(pod)).rejects.toThrow(/violates PodSecurity "restricted/);
  });
});
