import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { until } from "@cogrion/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { installBff, prepareWorkspace, provision, removeBff } from "./support/client.ts";
import { bffHostOf } from "./support/parts.ts";
import type { Region, Stage } from "./support/release.ts";
import { openRegion } from "./support/release.ts";

const stage = inject("region");

it(
  stage.missing.length > 0 ? `regions are left out: ${stage.missing.join(" ")}` : "this machine can run a region",
  () =>
    // Each says in a sentence what to do.
    expect(stage.missing.filter((each) => !/^\S+ .*\w/.test(each))).toEqual([]),
);

describe.runIf(stage.missing.length === 0)("a region on a cluster", () => {
  let region: Region;
  let api: ApiClient;
  let id: WorkspaceId;
  beforeAll(async () => {
    region = await openRegion(stage as Stage);
  });
  afterAll(() => region?.stop());

  const stateOf = async (): Promise<string> => {
    const { state, health } = await api.call(routes.getWorkspace, { params: { workspace_id: id } });
    return `${state}, ${health}`;
  };
  const apiImage = (): Promise<string> =>
    region.kubectl("get", "deployment", "region-api", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
  const ready = ["--wait", "--timeout", "180s"];

  it("is installed, and its own test passes", async () => {
    const startedAt = Date.now();
    await region.install(region.values, ...ready);
    console.info(`the release was ready after ${Math.round((Date.now() - startedAt) / 1000)} s`);
    expect(await region.helm("test", "region", "--timeout", "60s")).toMatch(/Phase: +Succeeded/);
    // What the migration needed is gone once it succeeded.
    expect(await region.kubectl("get", "jobs,externalsecrets", "-o", "name")).not.toContain("migration");
  });

  it("provisions a workspace, which is healthy once its BFF runs in the client's namespace", async () => {
    api = await region.clientOf("owner@acme.example");
    id = await prepareWorkspace(region, api, "acme");
    expect(await provision(api, id)).toBe("awaiting_bff");
    await installBff(region, api, id);
    await until("a healthy workspace", async () => (await stateOf()) === "active, healthy");
    // Through the client's own ingress, at the host that it registered.
    const host = { "x-test-host": bffHostOf(id) };
    const answer = await until("the BFF", async () => {
      const response = await fetch(`${region.balancer.origin}/readyz`, { headers: host });
      return response.ok ? response.status : undefined;
    });
    expect(answer).toBe(200);
  });

  it("offers the public paths to the internet, and no other", async () => {
    const statusOf = async (path: string): Promise<number> => (await fetch(`${region.balancer.origin}${path}`)).status;
    expect(await statusOf("/api/regions")).toBe(401);
    expect(await statusOf("/internal/tenants/w-acme")).toBe(404);
    expect(await statusOf("/metrics")).toBe(404);
  });

  it("is upgraded and rolled back, and the workspace stays healthy", async () => {
    const { current, next } = region.stage.images["control-plane"];
    await region.install({ ...region.values, api: { image: next } }, ...ready);
    expect(await apiImage()).toContain(next.digest);
    expect(await stateOf()).toBe("active, healthy");
    await region.helm("rollback", "region", ...ready);
    expect(await apiImage()).toContain(current.digest);
    expect(await stateOf()).toBe("active, healthy");
  });

  it("is uninstalled with nothing left", async () => {
    await removeBff(region);
    await region.uninstall();
    const namespaced = "all,ingress,networkpolicy,poddisruptionbudget,externalsecret,secret,configmap,serviceaccount";
    const left = (await region.kubectl("get", namespaced, "-o", "name")).trim().split("\n").toSorted();
    // What the namespace had before the chart.
    expect(left).toEqual([
      "configmap/database-ca",
      "configmap/kube-root-ca.crt",
      "configmap/trust",
      "secret/temporal-client",
      "service/keycloak-service",
      "serviceaccount/default",
    ]);
    expect(await region.kubectl("get", "ingressclass,ingressclassparams", "-o", "name")).toBe("");
  });
});
