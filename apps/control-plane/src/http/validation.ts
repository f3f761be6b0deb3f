import type { Problem } from "@cogrion/contract";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

type Pointers = NonNullable<Problem["errors"]>;

/** Where each part of a request is named in a problem: RFC 6901 in the body, `#query/…`, `#path/…`, `#header/…` elsewhere. */
const prefixes: Record<string, string> = { body: "", querystring: "#query", params: "#path", headers: "#header" };

const maxPointers = 20;

/** What is wrong with a request that does not fit its schema; undefined for any other error. */
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

/** Names that a caller made up are cut, so that an answer stays small. */
const escape = (name: string): string => name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1");
