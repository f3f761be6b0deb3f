import type { ApiClient } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { promoteVersion, workflowIdOf } from "@cogrion/temporal";
import { ensureToolchain } from "@cogrion/local-stack/toolchain/index";
import { run } from "@cogrion/local-stack/toolchain/run";
import { strictAws } from "@cogrion/testing/strict-aws";
import { until } from "@cogrion/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { prepareWorkspace, provision } from "./support/client.ts";
import type { Region, Stage } from "./support/release.ts";
import { openRegion } from "./support/release.ts";

const stage = inject("region");

const described = z.object({
  workflowExecutionInfo: z.object({
    status: z.string(),
    versioningInfo: z.object({ deploymentVersion: z.object({ buildId: z.string() }).optional() }).optional(),
  }),
});

describe.runIf(stage.missing.length === 0)("two versions of the worker", () => {
  let region: Region;
  let api: ApiClient;
  let first: WorkspaceId;
  let acm: ReturnType<typeof strictAws>;
  beforeAll(async () => {
    region = await openRegion(stage as Stage);
    await region.install(region.values, "--wait", "--timeout", "180s");
    api = await region.clientOf("owner@versions.example");
    acm = strictAws((stage as Stage).parts.awsEndpointUrl);
  });
  afterAll(async () => {
    await acm?.acm({ neverValidates: false });
    await region?.stop();
  });

  const server = () => ({
    address: (stage as Stage).parts.temporalAddress,
    namespace: "cogrion",
    taskQueue: "provisioning",
  });
  const withVersions = (...names: string[]) => ({
    ...region.values,
    worker: {
      ...region.values.worker,
      versions: names.map((name) => ({
        ...(name === "v1" ? currentOf("current") : currentOf("next")),
        name,
        replicas: 1,
      })),
    },
  });
  const currentOf = (which: "current" | "next") => ({ digest: (stage as Stage).images.worker[which].digest });
  /** The version that the workspace's last run is pinned to, and whether it still runs. */
  const runOf = async (id: WorkspaceId): Promise<string> => {
    const { temporal } = await ensureToolchain();
    const { address, namespace } = server();
    const args = ["--workflow-id", workflowIdOf(id), "--address", address, "--namespace", namespace];
    const ownSettingsOnly = ["--disable-config-file", "--disable-config-env"];
    const output = await run(temporal, ["workflow", "describe", ...args, ...ownSettingsOnly, "--output", "json"]);
    const { status, versioningInfo } = described.parse(JSON.parse(output)).workflowExecutionInfo;
    const version = versioningInfo?.deploymentVersion?.buildId ?? "none";
    return `${version} ${status.replace("WORKFLOW_EXECUTION_STATUS_", "")}`;
  };

  it("a run that began on the old one stays there, and a new one begins on the new one", async () => {
    await acm.acm({ neverValidates: true });
    first = await prepareWorkspace(region, api, "versions");
    const waiting = provision(api, first);
    await until("a run on v1", async () => (await runOf(first)) === "v1 RUNNING");
    await region.install(withVersions("v1", "v2"), "--wait", "--timeout", "180s");
    expect(await runOf(first)).toBe("v1 RUNNING");
    const second = await prepareWorkspace(region, api, "versions-new");
    expect(await runOf(second)).toMatch(/^v2 /);
    await acm.acm({ neverValidates: false });
    expect(await waiting).toBe("awaiting_bff");
    expect(await runOf(first)).toBe("v1 COMPLETED");
  });

  it("the old one is removed once it has drained", async () => {
    // Temporal says `drained` minutes after the last run; until then `draining`.
    const states = await promoteVersion(server(), "v2");
    expect(states.find(({ version }) => version === "v2")?.state).toBe("current");
    expect(["draining", "drained"]).toContain(states.find(({ version }) => version === "v1")?.state);
    await region.install(withVersions("v2"), "--wait", "--timeout", "180s");
    const deployments = await region.kubectl("get", "deployments", "-o", "name");
    expect(deployments).not.toContain("region-worker-v1");
    const third = await prepareWorkspace(region, api, "versions-last");
    expect(await runOf(third)).toMatch(/^v2 /);
  });
});
