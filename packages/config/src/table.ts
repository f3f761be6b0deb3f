import type { z } from "zod";

/** True only for a set and valid variable; a missing or faulty one implies nothing. */
export type Condition = { variable: string } & (
  | { is: readonly string[] }
  | { isNot: readonly string[] }
  | { isSet: true }
);

export const holdsFor = (condition: Condition, value: string): boolean =>
  "isSet" in condition || ("is" in condition ? condition.is.includes(value) : !condition.isNot.includes(value));

/** One environment variable; `T` is what the process gets. An empty text counts as unset. */
export type Variable<T = unknown> = {
  schema: z.ZodType<T, string>;
  /** One line of plain English, for the operator's guide and the JSON schema. */
  description: string;
  required: boolean | Condition;
  /** As it would be written in the environment. */
  default: string | undefined;
  /** Comes from a secret store; no message, log line or document shows its value. */
  isSecret: boolean;
};

export type Variables = Record<string, Variable>;

export type Values<V extends Variables> = { [Name in keyof V]: V[Name] extends Variable<infer T> ? T : never };

/** All environment variables of one process. */
export type Table<V extends Variables = Variables> = {
  /** File name of its JSON schema, and its heading in the guide. */
  process: string;
  variables: V;
  /** Each group is set completely or not at all. */
  together?: readonly (readonly string[])[];
  /** If the condition is true, at least one of these sets is set completely. */
  anyOf?: readonly { when: Condition; sets: readonly (readonly string[])[]; reason: string }[];
};

type Extra = { isSecret?: true };

export const required = <T>(schema: z.ZodType<T, string>, description: string, extra: Extra = {}): Variable<T> => ({
  ...base(schema, description, extra),
  required: true,
});

/** Undefined if the condition is false and the variable is not set. */
export const requiredWhen = <T>(
  condition: Condition,
  schema: z.ZodType<T, string>,
  description: string,
  extra: Extra = {},
): Variable<T | undefined> => ({ ...base(schema, description, extra), required: condition });

export const optional = <T>(
  schema: z.ZodType<T, string>,
  description: string,
  extra: Extra = {},
): Variable<T | undefined> => base(schema, description, extra);

export const withDefault = <T>(value: string, schema: z.ZodType<T, string>, description: string): Variable<T> => ({
  ...base(schema, description, {}),
  default: value,
});

const base = <T>(schema: z.ZodType<T, string>, description: string, { isSecret = false }: { isSecret?: boolean }) => ({
  schema,
  description,
  isSecret,
  required: false as const,
  default: undefined,
});
