import type ClientRepresentation from "@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js";

/** Lists of Keycloak's are sets of text. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(Array.isArray(value) ? value.map(String).toSorted((one, other) => (one < other ? -1 : 1)) : value);

const differing = (found: object, wanted: object): string[] => {
  const values = new Map<string, unknown>(Object.entries(found));
  return Object.entries(wanted).flatMap(([name, value]) => (textOf(values.get(name)) === textOf(value) ? [] : [name]));
};

/** Names of the settings and attributes that are not as wanted; what is not named may be as it likes. */
export const differencesBetween = (
  { attributes: foundAttributes = {}, ...found }: ClientRepresentation,
  { attributes = {}, ...wanted }: ClientRepresentation,
): string[] => [...differing(found, wanted), ...differing(foundAttributes, attributes)];
