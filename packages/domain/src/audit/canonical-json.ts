export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** Leaves out undefined members, as JSON.stringify does. */
export type JsonObject = { readonly [name: string]: Json | undefined };

/**
 * The JSON Canonicalization Scheme, RFC 8785: one text for one value, whichever program writes it.
 * JSON.stringify writes strings and numbers as the scheme requires (section 3.2.2). Names are
 * sorted by UTF-16 code units, as `sort` does (section 3.2.3).
 */
export const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const object = value as JsonObject;
  let members = "";
  for (const name of Object.keys(object).toSorted()) {
    const member = object[name];
    if (member === undefined) continue;
    members += `${members === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
};
