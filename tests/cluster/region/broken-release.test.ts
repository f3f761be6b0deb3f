import { withDatabase } from "@cogrion/local-stack/database";
import { until } from "@cogrion/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { newerMigration } from "../support/never-ready.ts";
import type { Region, Stage } from "./support/release.ts";
import { openRegion } from "./support/release.ts";

const stage = inject("region");

describe.runIf(stage.missing.length === 0)("a release that goes wrong", () => {
  let region: Region;
  beforeAll(async () => {
    region = await openRegion(stage as Stage);
    await region.install(region.values, "--wait", "--timeout", "180s");
    await until("the API", answers);
  });
  afterAll(() => region?.stop());

  const images = (): Stage["images"]["control-plane"] => (stage as Stage).images["control-plane"];
  const answers = async (): Promise<boolean> => (await fetch(`${region.balancer.origin}/api/regions`)).status === 401;
  const migrations = (): Promise<string[]> =>
    withDatabase(region.databaseUrl, async (client) =>
      (await client.query<{ name: string }>("select name from region_migrations")).rows.map(({ name }) => name),
    );
  const rollback = (): Promise<string> => region.helm("rollback", "region", "--wait", "--timeout", "60s");

  it("an image that does not exist ends it before any pod changes, and kubectl names the image", async () => {
    const missing = { ...images().current, digest: `sha256:${"f".repeat(64)}` };
    const values = { ...region.values, api: { image: missing }, migration: { timeoutSeconds: 15 } };
    await expect(region.install(values, "--wait", "--timeout", "60s")).rejects.toThrow(/job region-migration failed/);
    const events = await region.kubectl("get", "events", "--field-selector", "reason=Failed");
    expect(events).toContain(missing.digest);
    expect(await answers()).toBe(true);
    await rollback();
  });

  it("a version that migrates and then never gets ready leaves the old pods serving", async () => {
    const values = { ...region.values, api: { image: images().neverReady } };
    await expect(region.install(values, "--wait", "--timeout", "40s")).rejects.toThrow(/not ready|deadline exceeded/);
    expect(await migrations()).toContain(newerMigration);
    expect(await region.kubectl("get", "pods")).toMatch(/region-api-\S+ +0\/1 +Running/);
    expect(await answers()).toBe(true);
  });

  it("is rolled back within a minute, and the old version starts on the newer schema", async () => {
    await rollback();
    await region.kubectl("rollout", "restart", "deployment");
    await region.kubectl("rollout", "status", "deployment/region-api", "--timeout=120s");
    await region.kubectl("rollout", "status", "deployment/region-worker-v1", "--timeout=120s");
    expect(await migrations()).toContain(newerMigration);
    expect(await answers()).toBe(true);
  });

  it("a pod that is killed is replaced, and the other one serves meanwhile", async () => {
    const names = async (): Promise<string[]> => {
      const args = ["get", "pods", "-l", "app.kubernetes.io/component=api", "--field-selector", "status.phase=Running"];
      return (await region.kubectl(...args, "-o", "name")).trim().split("\n");
    };
    await until("settled pods", async () => (await names()).length === 2);
    const [victim = ""] = await names();
    await region.kubectl("delete", victim, "--grace-period=0", "--force");
    await until("the other pod", answers, 10);
    await region.kubectl("rollout", "status", "deployment/region-api", "--timeout=90s");
    expect(await names()).not.toContain(victim);
  });
});
