import { randomBytes } from "node:crypto";
import type { ApiClient } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { withDatabase } from "@cogrion/local-stack/database";
import { until } from "@cogrion/testing/until";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { prepareWorkspace } from "./support/client.ts";
import type { Load } from "./support/load.ts";
import { startLoad } from "./support/load.ts";
import type { Region, Stage } from "./support/release.ts";
import { openRegion } from "./support/release.ts";
import type { Reloader } from "./support/reloader.ts";
import { startReloader } from "./support/reloader.ts";
import { secretKeys } from "./support/values.ts";

const stage = inject("region");

describe.runIf(stage.missing.length === 0)("a secret of the store", () => {
  let region: Region;
  let reloader: Reloader;
  let load: Load;
  beforeAll(async () => {
    region = await openRegion(stage as Stage, { addAfterSeconds: 5, removeAfterSeconds: 30 });
    await region.install(region.values, "--wait", "--timeout", "180s");
    const api: ApiClient = await region.clientOf("owner@secrets.example");
    const id: WorkspaceId = await prepareWorkspace(region, api, "secrets");
    reloader = startReloader(region.kubernetes, (name) => region.kubectl("rollout", "restart", `deployment/${name}`));
    load = startLoad([{ api, id }], 50);
  });
  afterAll(async () => {
    await load?.stop();
    await reloader?.stop();
    await region?.stop();
  });

  const refreshed = async (): Promise<void> => {
    const before = region.secrets.refreshes();
    await until("three refreshes", async () => region.secrets.refreshes() >= before + 3);
  };
  /** Users of the database under which our processes have sessions. */
  const usersOf = (): Promise<string[]> =>
    withDatabase(region.databaseUrl, async (client) => {
      const { rows } = await client.query<{ usename: string }>(
        `select distinct usename from pg_stat_activity where datname = current_database() and application_name like 'cogrion-%'`,
      );
      return rows.map(({ usename }) => usename);
    });

  it("that is read again and did not change restarts nothing", async () => {
    const pods = await region.kubectl("get", "pods", "-o", "name");
    await refreshed();
    expect(await region.kubectl("get", "pods", "-o", "name")).toBe(pods);
    expect(reloader.restarts).toEqual([]);
  });

  it("that changed reaches every process, and no request fails", async () => {
    const password = randomBytes(12).toString("hex");
    // The old user stays valid until nobody has a session under it.
    await withDatabase(region.databaseUrl, (client) =>
      client.query(`create role rotated superuser login password '${password}'`),
    );
    const url = new URL(region.secrets.store.get(secretKeys.DATABASE_URL) ?? "");
    url.username = "rotated";
    url.password = password;
    region.secrets.store.set(secretKeys.DATABASE_URL, url.href);
    const startedAt = Date.now();
    await until("sessions of the new user alone", async () => (await usersOf()).join() === "rotated", 240);
    console.info(`the new secret was in use everywhere after ${Math.round((Date.now() - startedAt) / 1000)} s`);
    expect(reloader.restarts.toSorted()).toEqual(["region-api", "region-worker-v1"]);
    expect([load.failures, region.balancer.failures]).toEqual([[], []]);
  });
});
