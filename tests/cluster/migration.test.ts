import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { missingForCluster } from "@cogrion/local-stack/toolchain/cluster-needs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlPlaneValues } from "../deploy/support/values.ts";
import { ensureBaseImages } from "./support/base-image.ts";
import { buildImage } from "./support/build-image.ts";
import { missingCrds, prepareRegion } from "./support/crds.ts";
import { importImage } from "./support/import-image.ts";
import type { TestNode } from "./support/node.ts";
import { startTestNode } from "./support/node.ts";

const missing = [...(await missingForCluster()), ...(await missingCrds())];

describe.runIf(missing.length === 0)("a release whose migration cannot succeed", () => {
  let node: TestNode;
  let values: string;
  beforeAll(async () => {
    const tag = await buildImage("control-plane", await ensureBaseImages());
    node = await startTestNode([]);
    await prepareRegion(node);
    const image = await importImage(node, tag);
    values = join(node.folder, "values.json");
    const files = { databaseCaConfigMap: "", temporalTlsSecret: "temporal-client" };
    // The secret does not exist yet, and the migration's pod does not need it.
    const changes = { files, api: { image }, migration: { timeoutSeconds: 20 } };
    await writeFile(values, JSON.stringify({ ...controlPlaneValues, ...changes }));
    await node.kubectl(
      "-n",
      "cogrion",
      "create",
      "secret",
      "generic",
      "temporal-client",
      "--from-literal=tls.crt=none",
    );
  });
  afterAll(() => node?.stop());

  const install = (): Promise<string> => {
    const chart = join(checkoutFolder, "infra", "charts", "control-plane");
    const args = ["upgrade", "--install", "region", chart, "--namespace", "cogrion", "--values", values];
    return node.helm(...args, "--timeout", "60s");
  };
  const deployments = (): Promise<string> => node.kubectl("-n", "cogrion", "get", "deployments", "-o", "name");

  it("ends when a secret is missing, names it, and starts no pod", async () => {
    await expect(install()).rejects.toThrow(/job region-migration failed/);
    const events = await node.kubectl("-n", "cogrion", "get", "events");
    expect(events).toContain('secret "region-migration" not found');
    expect(await deployments()).toBe("");
  });

  it("ends when the database cannot be reached, and its log says so without the password", async () => {
    const url = "postgres://cogrion:not-for-logs@127.0.0.1:1/cogrion";
    await node.kubectl(
      "-n",
      "cogrion",
      "create",
      "secret",
      "generic",
      "region-migration",
      `--from-literal=DATABASE_URL=${url}`,
    );
    await expect(install()).rejects.toThrow(/hooks failed/);
    const logs = await node.kubectl(
      "-n",
      "cogrion",
      "logs",
      "--prefix",
      "--selector",
      "app.kubernetes.io/component=migration",
    );
    expect(logs).toContain("the database was not migrated");
    expect(logs).not.toContain("not-for-logs");
    expect(await deployments()).toBe("");
  });
});
