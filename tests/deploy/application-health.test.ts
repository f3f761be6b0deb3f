import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { LuaFactory } from "wasmoon";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";

type Verdict = { status: string; message: string };

const source = { repoURL: "https://charts.example", chart: "openbao", targetRevision: "1.0.0" };
const spec = { destination: { namespace: "openbao" }, sources: [source] };
/** A healthy Application, as Argo CD's controller leaves it. */
const healthy = {
  spec,
  status: {
    sync: { status: "Synced", comparedTo: spec },
    health: { status: "Healthy" },
    operationState: { phase: "Succeeded" },
  },
};

let lua: Awaited<ReturnType<LuaFactory["createEngine"]>>;
let script: string;
beforeAll(async () => {
  const values = parse(await readFile(join(checkoutFolder, "infra/values/shared/argo-cd.yaml"), "utf8")) as {
    configs: { cm: Record<string, string> };
  };
  script = values.configs.cm["resource.customizations.health.argoproj.io_Application"] ?? "";
  lua = await new LuaFactory().createEngine();
});
afterAll(() => lua?.global.close());

const judge = async (application: object): Promise<Verdict> => {
  lua.global.set("obj", application);
  return (await lua.doString(script)) as Verdict;
};

it("an Application is healthy when what is wanted now runs and is healthy", async () => {
  expect((await judge(healthy)).status).toBe("Healthy");
});

it.each([
  ["was never compared", { spec }, "Progressing"],
  ["has no health yet", { spec, status: { sync: healthy.status.sync } }, "Progressing"],
  [
    "was compared at an older version of its chart, and was healthy then",
    { ...healthy, spec: { ...spec, sources: [{ ...source, targetRevision: "1.1.0" }] } },
    "Progressing",
  ],
  [
    "got a second source since",
    { ...healthy, spec: { ...spec, sources: [source, { repoURL: "https://git.example", ref: "values" }] } },
    "Progressing",
  ],
  [
    "moved to another namespace since",
    { ...healthy, spec: { ...spec, destination: { namespace: "bao" } } },
    "Progressing",
  ],
  [
    "is not synced",
    { ...healthy, status: { ...healthy.status, sync: { status: "OutOfSync", comparedTo: spec } } },
    "Progressing",
  ],
  [
    "is being synced",
    { ...healthy, status: { ...healthy.status, operationState: { phase: "Running" } } },
    "Progressing",
  ],
  [
    "failed to sync",
    { ...healthy, status: { ...healthy.status, operationState: { phase: "Failed", message: "denied" } } },
    "Degraded",
  ],
  ["runs with a broken pod", { ...healthy, status: { ...healthy.status, health: { status: "Degraded" } } }, "Degraded"],
  ["starts", { ...healthy, status: { ...healthy.status, health: { status: "Progressing" } } }, "Progressing"],
])("the next wave waits for an Application that %s", async (_, application, status) => {
  const verdict = await judge(application);
  expect(verdict.status).toBe(status);
  expect(verdict.message).toEqual(expect.any(String));
});
