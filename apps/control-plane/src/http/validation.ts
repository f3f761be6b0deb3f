import type { Problem } from "@cogrion/contract";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

type Pointers = NonNullable<Problem["errors"]>;

/**
 * How a problem names each part of a request: RFC 6901 in the body, `#query/…`, `#path/…`,
 * `#header/…` elsewhere.
 */
const prefixes: Record<string, string> = { body: "", querystring: "#query", params: "#path", headers: "#header" };

const maxPointers = 20;

/** The faults of a request that does not match its schema; undefined for any other error. */
export const pointersOf = (error: Error): Pointers | undefined => {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const prefix = prefixes["validationContext" in error ? String(error.validationContext) : "body"] ?? "";
  return error.validation
    .flatMap(({ instancePath, keyword, params, message }): Pointers => {
      const path = instancePath === "/" ? "" : instancePath;
      const unknownKeys = keyword === "unrecognized_keys" && Array.isArray(params["keys"]) ? params["keys"] : undefined;
      return unknownKeys === undefined
        ? [{ pointer: `${prefix}${path}`, detail: message ?? "does not fit" }]
        : unknownKeys.map((key) => ({ pointer: `${prefix}${path}/${escape(String(key))}`, detail: "Unknown field" }));
    })
    .slice(0, maxPointers);
};

/** Names that a caller invented are truncated, so that a response stays small. */
const escape = (name: string): string => name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");
