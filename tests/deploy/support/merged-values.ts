/**
 * How Helm merges several files of values: the later one wins, key by key; lists are replaced as a
 * whole.
 */
export const mergedValues = (base: unknown, over: unknown): unknown =>
  isMap(base) && isMap(over)
    ? Object.fromEntries(
        [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => [
          key,
          mergedValues(base[key], over[key]),
        ]),
      )
    : (over ?? base);

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
