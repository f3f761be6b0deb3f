/** Values of the request's context keys, by the key's lower-case name; a list for multivalued keys. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

export const contextOf = (entries: Record<string, string | readonly string[] | undefined>): RequestContext =>
  new Map(
    Object.entries(entries).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), typeof value === "string" ? [value] : value]],
    ),
  );

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
};

type Comparison = (wanted: string, value: string) => boolean;
const comparisons: Record<string, Comparison> = {
  StringEquals: (wanted, value) => wanted === value,
  StringNotEquals: (wanted, value) => wanted !== value,
  StringLike: matchesPattern,
  StringNotLike: (wanted, value) => !matchesPattern(wanted, value),
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
};

const holdsFor = (operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean => {
  if (operator === "Null") return (wanted[0] === "true") === (values === undefined);
  const [, quantifier, bareOperator = operator] = /^(ForAllValues|ForAnyValue):(.+)$/.exec(operator) ?? [];
  const isOptional = bareOperator.endsWith("IfExists");
  const name = bareOperator.replace(/IfExists$/, "");
  const compare = comparisons[name];
  // A condition that is not understood must not grant.
  if (compare === undefined) return false;
  const isNegated = name.includes("Not");
  const matches = (value: string): boolean =>
    isNegated ? wanted.every((each) => compare(each, value)) : wanted.some((each) => compare(each, value));
  if (quantifier === "ForAllValues") return (values ?? []).every(matches);
  if (values === undefined) return isOptional || isNegated;
  return values.some(matches);
};

export type Conditions = Record<string, Record<string, string | string[]>>;

/** All operators and all of their keys have to hold. */
export const conditionsHold = (conditions: Conditions, context: RequestContext): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holdsFor(operator, [wanted].flat(), context.get(key.toLowerCase()))),
  );
