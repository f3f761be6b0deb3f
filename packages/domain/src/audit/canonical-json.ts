export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** Members that are undefined are left out, as JSON.stringify does. */
export type JsonObject = { readonly [name: string]: Json | undefined };

/**
 * The JSON Canonicalization Scheme, RFC 8785: one text for one value, whatever writes it.
 * JSON.stringify makes strings and numbers as the scheme wants them (section 3.2.2); names are
 * sorted by UTF-16 code units, as sort does (section 3.2.3).
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
