import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { ensureHelm } from "@cogrion/local-stack/toolchain/cluster";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { controlPlaneChecks } from "./support/chart-checks.ts";
import { podChecks } from "./support/pod-checks.ts";
import { controlPlaneMutations } from "./support/mutations.ts";
import { isMap, mergedValues } from "./support/merged-values.ts";
import { reachabilityOf } from "./support/reachability.ts";
import { render, renderText } from "./support/render.ts";
import { bffValues, controlPlaneValues } from "./support/values.ts";

const chartFolder = (name: string): string => join(checkoutFolder, "infra", "charts", name);
const table = join(import.meta.dirname, "reachability.txt");

let helm: string;
let folder: string;
let committed: string[];
beforeAll(async () => {
  helm = await ensureHelm({ update: () => undefined, signal: undefined });
  folder = await mkdtemp(join(tmpdir(), "cogrion-charts-"));
  committed = (await readFile(table, "utf8")).trim().split("\n");
});
afterAll(() => rm(folder, { recursive: true }));

it("the control plane's chart keeps every rule", async () => {
  const objects = await render({ helm, chart: chartFolder("control-plane"), values: controlPlaneValues });
  for (const { name, run } of controlPlaneChecks("sgp-1", committed)) expect([name, run(objects)]).toEqual([name, []]);
});

it("the BFF's chart keeps every rule of pods", async () => {
  const objects = await render({ helm, chart: chartFolder("bff"), values: bffValues });
  for (const { name, run } of podChecks) expect([name, run(objects)]).toEqual([name, []]);
});

it("pods reach what the committed table says, and nothing else", async () => {
  const objects = await render({ helm, chart: chartFolder("control-plane"), values: controlPlaneValues });
  expect(reachabilityOf(objects)).toEqual(committed);
});

/** Every copy of the values in which one key, at any depth, has an additional letter. */
const misspelt = (value: unknown, path = ""): { path: string; value: unknown }[] => {
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      misspelt(item, `${path}[${index}]`).map((each) => ({ path: each.path, value: value.with(index, each.value) })),
    );
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const { [key]: _, ...others } = value;
    return [
      { path: `${path}.${key}`, value: { ...others, [`${key}x`]: item } },
      ...misspelt(item, `${path}.${key}`).map((each) => ({ path: each.path, value: { ...value, [key]: each.value } })),
    ];
  });
};

describe.each([
  ["control-plane", controlPlaneValues],
  ["bff", bffValues],
])("values of %s", (name, values) => {
  const read = async () => {
    const schema = JSON.parse(await readFile(join(chartFolder(name), "values.schema.json"), "utf8")) as object;
    const defaults: unknown = parse(await readFile(join(chartFolder(name), "values.yaml"), "utf8"));
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    return { validate, whole: mergedValues(defaults, values) };
  };

  it("each key misspelt once is refused", async () => {
    const { validate, whole } = await read();
    expect([validate(whole), validate.errors]).toEqual([true, null]);
    // The fields of alert rules and annotations are not ours; Kubernetes' own schema checks them.
    const ours = misspelt(whole).filter(({ path }) => !/\.(ruleGroups|annotations|extraEgress)[[.]/.test(path));
    expect(ours.length).toBeGreaterThan(name === "bff" ? 15 : 70);
    expect(ours.filter(({ value }) => validate(value)).map(({ path }) => path)).toEqual([]);
  });

  it("Helm itself refuses what the schema refuses, and takes `global`", async () => {
    const chart = chartFolder(name);
    await expect(renderText({ helm, chart, values: { ...values, replicas: 2 } })).rejects.toThrow(
      /additional properties/,
    );
    await expect(renderText({ helm, chart, values: {} })).rejects.toThrow(/image|environment/);
    await renderText({ helm, chart, values: { ...values, global: { anything: 1 } } });
  });
});

it.each([
  ["an idle timeout under three heartbeats", { loadBalancer: { idleTimeoutSeconds: 44 } }],
  ["an idle timeout as long as the server's keep-alive", { loadBalancer: { idleTimeoutSeconds: 75 } }],
  ["a tag where a digest belongs", { api: { image: { repository: "registry.example/api", digest: "latest" } } }],
  ["the environment of one machine", { environment: { ENVIRONMENT: "local" } }],
  ["Temporal without a certificate or a key", { files: { temporalTlsSecret: "" } }],
  ["a single pod of the API", { api: { replicas: { min: 1 } } }],
  ["no version of the worker", { worker: { versions: [] } }],
  ["a TLS policy of yesterday", { loadBalancer: { sslPolicy: "ELBSecurityPolicy-2016-08" } }],
  ["a secret among the plain variables", { environment: { DATABASE_URL: "postgres://u:p@h/d" } }],
])("%s is refused", async (_, changes) => {
  const values = mergedValues(controlPlaneValues, changes) as object;
  await expect(renderText({ helm, chart: chartFolder("control-plane"), values })).rejects.toThrow(/values don't meet/);
});

describe("a fault in the chart", () => {
  it.each(controlPlaneMutations.map((each, index) => ({ ...each, index })))(
    "$index $file is caught: $caughtBy",
    async ({ file, from, to, caughtBy, index }) => {
      const chart = join(folder, String(index));
      await cp(chartFolder("control-plane"), chart, { recursive: true });
      const text = await readFile(join(chart, file), "utf8");
      expect(text).toContain(from);
      await writeFile(
        join(chart, file),
        text.replace(from, () => to),
      );
      const rendered = await render({ helm, chart, values: controlPlaneValues }).catch(() => undefined);
      const complaints =
        rendered === undefined
          ? ["refused"]
          : controlPlaneChecks("sgp-1", committed)
              .filter(({ run }) => run(rendered).length > 0)
              .map(({ name }) => name);
      expect(complaints).toContain(caughtBy);
    },
  );
});
