import { z } from "zod";
import type { Condition, Table, Variable, Variables } from "./table.ts";
import { holdsFor } from "./table.ts";

/**
 * JSON Schema 2020-12 of a process's environment: an object of texts. It includes the rules between
 * variables that JSON Schema can express. Other rules (a host that must follow from the region) are
 * checked when the process starts.
 */
export const environmentSchemaOf = ({ process, variables, together = [], anyOf = [] }: Table): object => {
  const entries = Object.entries(variables);
  const conditions = entries.flatMap(([name, { required }]) =>
    typeof required === "boolean" ? [] : [implication(schemaOfCondition(required, variables), { required: [name] })],
  );
  const sets = anyOf.map(({ when, sets }) =>
    implication(schemaOfCondition(when, variables), { anyOf: sets.map((names) => ({ required: names })) }),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Environment variables of the process ${process}`,
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(entries.map(([name, variable]) => [name, propertyOf(variable)])),
    required: entries.filter(([, { required }]) => required === true).map(([name]) => name),
    dependentRequired: Object.fromEntries(
      together.flatMap((names) => names.map((name) => [name, names.filter((other) => other !== name)])),
    ),
    allOf: [...conditions, ...sets],
  };
};

const propertyOf = (variable: Variable): object => {
  const { $schema: _, ...schema } = z.toJSONSchema(variable.schema, { io: "input", unrepresentable: "any" });
  return {
    ...schema,
    description: variable.description,
    ...(variable.default === undefined ? {} : { default: variable.default }),
    ...(variable.isSecret ? { writeOnly: true } : {}),
  };
};

/** As a disjunction, because an object with a key `then` would be treated as a promise. */
const implication = (condition: object, consequence: object): object => ({ anyOf: [{ not: condition }, consequence] });

/** A variable that is not set has its default, which the schema cannot test. */
const schemaOfCondition = (condition: Condition, variables: Variables): object => {
  if ("isSet" in condition) return { required: [condition.variable] };
  const values = "is" in condition ? { enum: condition.is } : { not: { enum: condition.isNot } };
  const properties = { [condition.variable]: values };
  const standard = variables[condition.variable]?.default;
  const holdsWhenUnset = standard !== undefined && holdsFor(condition, standard);
  return holdsWhenUnset ? { properties } : { properties, required: [condition.variable] };
};
