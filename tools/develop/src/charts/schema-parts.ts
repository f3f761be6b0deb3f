import type { Table } from "@cogrion/config";
import { environmentSchemaOf } from "@cogrion/config";

export type Schema = {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  [key: string]: unknown;
};

/** An object without additional properties. */
export const closed = (properties: Record<string, Schema>, required: string[] = Object.keys(properties)): Schema => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
export const text = (description: string, more: object = {}): Schema => ({ type: "string", description, ...more });
export const whole = (minimum: number, maximum: number, description: string): Schema => ({
  type: "integer",
  minimum,
  maximum,
  description,
});
export const list = (items: Schema, description: string, more: object = {}): Schema => ({
  type: "array",
  items,
  description,
  ...more,
});
export const name = (description: string): Schema =>
  text(description, { pattern: "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$" });
export const cidr = text("A range of addresses", { pattern: "^[0-9a-f.:]+/[0-9]{1,3}$" });
export const digest = text("Digest of the image; a tag can move, and is not accepted", {
  pattern: "^sha256:[0-9a-f]{64}$",
});
export const repository = text("Image without tag or digest", { pattern: "^[a-z0-9][a-z0-9./_:-]*[a-z0-9]$" });

const quantity = (description: string): Schema => text(description, { pattern: "^[0-9]+(m|Mi|Gi)?$" });
/** Memory is limited, the CPU is not: a CPU limit would only slow what could run. */
export const resources: Schema = closed({
  requests: closed({ cpu: quantity("Processor that is reserved"), memory: quantity("Memory that is reserved") }),
  limits: closed({ memory: quantity("Memory at which the container is killed") }),
});

/** Helm passes its own values to a chart that is part of another. */
export const helmGlobal: Schema = { type: "object", description: "Values of a parent chart; ignored" };

const isPlain = (table: Table, variable: string): boolean => table.variables[variable]?.isSecret === false;

/** What the chart itself decides (ports, addresses, files), and what is for one machine only. */
const isChartsOwn = (variable: string): boolean =>
  /^(LOCAL_.*|.*_PORT|PORT|BIND_ADDRESS|.*_FILE|AWS_ACCESS_KEY_ID|WORKER_VERSION|DNS_SERVERS)$/.test(variable) &&
  !["SMTP_PORT", "DNS_SERVERS"].includes(variable);

const parsed = (table: Table): Schema => environmentSchemaOf(table) as Schema;

const withoutLocal = (schema: Schema): Schema =>
  Array.isArray(schema["enum"]) ? { ...schema, enum: schema["enum"].filter((each) => each !== "local") } : schema;

/** One map of plain variables for several processes: required if one of them requires it. */
export const environmentOf = (tables: readonly Table[]): Schema => {
  const properties: Record<string, Schema> = {};
  const required = new Set<string>();
  for (const table of tables) {
    const schema = parsed(table);
    for (const [variable, property] of Object.entries(schema.properties ?? {})) {
      if (!isPlain(table, variable) || isChartsOwn(variable)) continue;
      properties[variable] ??= variable === "ENVIRONMENT" ? withoutLocal(property) : property;
      if (schema.required?.includes(variable) === true) required.add(variable);
    }
  }
  const sorted = Object.fromEntries(Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return closed(sorted, [...required].toSorted());
};

/** Keys in the secret store, by variable. */
export const secretsOf = (tables: readonly Table[]): Schema => {
  const properties: Record<string, Schema> = {};
  const required = new Set<string>();
  for (const table of tables) {
    for (const [variable, { isSecret, description, required: isRequired }] of Object.entries(table.variables)) {
      if (!isSecret || variable.startsWith("AWS_")) continue;
      properties[variable] ??= text(`Key in the store: ${description}`, { minLength: 1 });
      if (isRequired === true) required.add(variable);
    }
  }
  return closed(properties, [...required].toSorted());
};
