import { ConfigError } from "./error.ts";
import { createReader } from "./reader.ts";
import type { Condition, Table, Values, Variable, Variables } from "./table.ts";
import { holdsFor } from "./table.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Records a fault of one variable. The message must not repeat its value. */
export type NoteFault = (name: string, message: string) => void;

/**
 * Reads and validates all variables of a process, then runs `check` over those that are valid, for
 * rules that involve several of them.
 * @throws ConfigError, which lists every fault
 */
export const readEnvironment = <V extends Variables>(
  table: Table<V>,
  environment: Environment,
  check: (values: Partial<Values<V>>, fault: NoteFault) => void = () => {},
): { values: Values<V>; /** For the logger, which removes them from every line. */ secrets: string[] } => {
  const reader = createReader(environment);
  const values: Record<string, unknown> = {};
  const isRequired = ({ required }: Variable): boolean =>
    typeof required === "boolean" ? required : holds(required, values);
  for (const [name, variable] of Object.entries<Variable>(table.variables)) {
    const read = isRequired(variable) ? reader.required : reader.optional;
    values[name] = read(name, variable.schema, variable.default);
  }
  checkGroups(table, reader.textOf, values, reader.fault);
  // A variable with its own fault is already reported.
  const isFaulty = (name: string): boolean => reader.faults.some((fault) => fault.startsWith(`${name}:`));
  check(values as Partial<Values<V>>, (name, message) => {
    if (!isFaulty(name)) reader.fault(name, message);
  });
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return { values: values as Values<V>, secrets: secretsOf(table, reader.textOf) };
};

const holds = (condition: Condition, values: Readonly<Record<string, unknown>>): boolean => {
  const value = values[condition.variable];
  return value !== undefined && holdsFor(condition, String(value));
};

const checkGroups = (
  { together = [], anyOf = [] }: Table,
  textOf: (name: string) => string | undefined,
  values: Readonly<Record<string, unknown>>,
  fault: NoteFault,
): void => {
  const isSet = (name: string): boolean => textOf(name) !== undefined;
  for (const names of together) {
    if (!names.some(isSet) || names.every(isSet)) continue;
    const [first = "", ...others] = names;
    fault(first, `and ${others.join(", ")} go together: set ${names.length === 2 ? "both" : "all"} or neither`);
  }
  for (const { when, sets, reason } of anyOf) {
    if (!holds(when, values) || sets.some((names) => names.every(isSet))) continue;
    const choices = sets.map((names) => names.join(" with ")).join(", or ");
    fault(sets[0]?.[0] ?? "", `is not set: ${reason} needs ${choices}`);
  }
};

/** A URL's password also appears alone, in errors of client libraries. */
const secretsOf = (table: Table, textOf: (name: string) => string | undefined): string[] =>
  Object.entries(table.variables)
    .filter(([, { isSecret }]) => isSecret)
    .flatMap(([name]) => {
      const text = textOf(name);
      if (text === undefined) return [];
      const password = URL.parse(text)?.password ?? "";
      return [text, password, decodeURIComponent(password)].filter((each) => each !== "");
    });
