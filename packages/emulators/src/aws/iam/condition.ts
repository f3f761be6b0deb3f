/**
 * Values of the request's context keys, by the key's lower-case name; a list for multivalued keys.
 */
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
const equals: Comparison = (wanted, value) => wanted === value;
const equalsIgnoringCase: Comparison = (wanted, value) => wanted.toLowerCase() === value.toLowerCase();
const comparisons: Record<string, Comparison> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: matchesPattern,
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
  Bool: equalsIgnoringCase,
};

/** Undefined for an unknown operator. */
const holdsFor = (
  operator: string,
  wanted: readonly string[],
  values: readonly string[] | undefined,
): boolean | undefined => {
  if (operator === "Null") return (wanted[0] === "true") === (values === undefined);
  const [, quantifier, bareOperator = operator] = /^(ForAllValues|ForAnyValue):(.+)$/.exec(operator) ?? [];
  const isOptional = bareOperator.endsWith("IfExists");
  const name = bareOperator.replace(/IfExists$/, "");
  const isNegated = name.includes("Not");
  const compare = comparisons[name.replace("Not", "")];
  if (compare === undefined) return undefined;
  const matches = (value: string): boolean => wanted.some((each) => compare(each, value)) !== isNegated;
  // An empty request context satisfies ForAllValues (IAM User Guide, "Set operators for
  // multi-valued context keys").
  if (quantifier === "ForAllValues") return (values ?? []).every(matches);
  if (quantifier === "ForAnyValue") return (values ?? []).some(matches);
  if (values === undefined) return isOptional || isNegated;
  return isNegated ? values.every(matches) : values.some(matches);
};

export type Conditions = Record<string, Record<string, string | string[]>>;

/**
 * All operators and all of their keys must match. An unknown operator neither grants nor lifts a
 * denial.
 */
export const conditionsHold = (conditions: Conditions, context: RequestContext, effect: "Allow" | "Deny"): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(
      ([key, wanted]) => holdsFor(operator, [wanted].flat(), context.get(key.toLowerCase())) ?? effect === "Deny",
    ),
  );
