import type { z } from "zod";

export type Variables = {
  /** The variable's value; undefined after a fault was noted. Empty text counts as unset. */
  required: <T>(name: string, schema: z.ZodType<T, string>) => T | undefined;
  optional: <T>(name: string, schema: z.ZodType<T, string>) => T | undefined;
  withDefault: <T>(name: string, schema: z.ZodType<T, string>, value: T) => T;
  fault: (name: string, message: string) => void;
  faults: readonly string[];
};

/** Reads one variable after the other and notes all that is wrong, so that a person mends it in one go. No fault shows a value. */
export const createVariables = (environment: Readonly<Record<string, string | undefined>>): Variables => {
  const faults: string[] = [];
  const fault = (name: string, message: string): void => void faults.push(`${name}: ${message}`);
  const parse = <T>(name: string, text: string, schema: z.ZodType<T, string>): T | undefined => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    for (const message of new Set(parsed.error.issues.map((issue) => issue.message))) fault(name, message);
    return undefined;
  };
  const textOf = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === "" ? undefined : text;
  };
  return {
    faults,
    fault,
    required(name, schema) {
      const text = textOf(name);
      if (text !== undefined) return parse(name, text, schema);
      fault(name, "is not set");
      return undefined;
    },
    optional(name, schema) {
      const text = textOf(name);
      return text === undefined ? undefined : parse(name, text, schema);
    },
    withDefault(name, schema, value) {
      const text = textOf(name);
      return text === undefined ? value : (parse(name, text, schema) ?? value);
    },
  };
};
