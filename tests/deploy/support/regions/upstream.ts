import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import type { ValidateFunction } from "ajv";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { isMap, mergedValues } from "../merged-values.ts";

/**
 * The values that upstream charts accept. The descriptions are not ours, and are beside the
 * checkout.
 */
const folder = join(checkoutFolder, "..", "shared", "upstream-values");

export const missingUpstreamValues = (): Promise<string[]> =>
  access(folder).then(
    () => [],
    () => [`Values of upstream charts are not checked: the folder ${folder} is missing.`],
  );

type Check = (values: unknown) => string[];
const checks = new Map<string, Promise<Check>>();

/** Values that the chart does not know. A chart without a description there is not checked. */
export const faultsOfUpstreamValues = async (name: string, values: unknown): Promise<string[]> => {
  const check = checks.get(name) ?? load(name);
  checks.set(name, check);
  return (await check)(values).map((fault) => `${name}: ${fault}`);
};

const load = async (name: string): Promise<Check> => {
  const schema = await readFile(join(folder, `${name}.values.schema.json`), "utf8").catch(() => undefined);
  if (schema !== undefined) return bySchema(JSON.parse(schema) as object);
  const defaults = await readFile(join(folder, `${name}.values.yaml`), "utf8").catch(() => undefined);
  return defaults === undefined ? () => [] : byKeys(await withSubcharts(name, parse(defaults)));
};

const bySchema = (schema: object): Check => {
  const options = { strict: false, validateFormats: false, allErrors: true } as const;
  const is2020 = String(Reflect.get(schema, "$schema")).includes("2020-12");
  const validate: ValidateFunction = (is2020 ? new Ajv2020(options) : new Ajv(options)).compile(schema);
  return (values) => {
    if (!validate(values))
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
      );
    return unnamedKeys(values, schema, "");
  };
};

/**
 * Most schemas of charts allow properties that they do not name, and so would accept a misspelt
 * key.
 */
const unnamedKeys = (values: unknown, schema: unknown, path: string): string[] => {
  const properties = isMap(schema) ? schema["properties"] : undefined;
  if (!isMap(values) || !isMap(properties) || Object.keys(properties).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    key in properties
      ? unnamedKeys(value, properties[key], `${path}/${key}`)
      : [`${path}/${key} is no value of the chart`],
  );
};

/** The values that a chart passes to a chart below it are described by that chart. */
const withSubcharts = async (name: string, defaults: unknown): Promise<unknown> => {
  if (name !== "kube-prometheus-stack" || !isMap(defaults)) return defaults;
  const grafana: unknown = parse(await readFile(join(folder, "grafana.values.yaml"), "utf8"));
  return { ...defaults, grafana: mergedValues(grafana, defaults["grafana"]) };
};

/**
 * For a chart without a schema: each key must be in the chart's own values. Below an empty map or
 * list every key is allowed, because the chart names none there. Keys with a dot are also allowed:
 * they are keys of a program's own configuration.
 */
const byKeys = (defaults: unknown): Check => {
  const walk = (values: unknown, known: unknown, path: string): string[] => {
    if (!isMap(values)) return [];
    if (known === null || known === undefined || !isMap(known) || Object.keys(known).length === 0) return [];
    return Object.entries(values).flatMap(([key, value]) =>
      key.includes(".")
        ? []
        : key in known
          ? walk(value, known[key], `${path}/${key}`)
          : [`${path}/${key} is no value of the chart`],
    );
  };
  return (values) => walk(values, defaults, "");
};
