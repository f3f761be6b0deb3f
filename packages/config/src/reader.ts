import type { z } from "zod";

/**
 * Undefined after a fault was recorded. Empty text counts as unset; `fallback` is text as in the
 * environment.
 */
type Read = <T>(name: string, schema: z.ZodType<T, string>, fallback?: string) => T | undefined;

export type Reader = {
  required: Read;
  optional: Read;
  textOf: (name: string) => string | undefined;
  fault: (name: string, message: string) => void;
  faults: readonly string[];
};

/**
 * Reads variables one by one and collects every fault, so that a person can fix all of them at
 * once. No fault shows a value.
 */
export const createReader = (environment: Readonly<Record<string, string | undefined>>): Reader => {
  const faults: string[] = [];
  const fault = (name: string, message: string): void => void faults.push(`${name}: ${message}`);
  const textOf = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === "" ? undefined : text;
  };
  const optional: Read = (name, schema, fallback) => {
    const text = textOf(name) ?? fallback;
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    for (const message of new Set(parsed.error.issues.map((issue) => issue.message))) fault(name, message);
    return undefined;
  };
  return {
    faults,
    fault,
    textOf,
    optional,
    required(name, schema, fallback) {
      if ((textOf(name) ?? fallback) === undefined) fault(name, "is not set");
      return optional(name, schema, fallback);
    },
  };
};
