/** The methods of a path, according to the route table; empty if no route has the path. */
export const createAllowedMethods = (
  routes: readonly { method: string; path: string }[],
): ((url: string) => string[]) => {
  const methodsByPattern = Map.groupBy(routes, ({ path }) => path)
    .entries()
    .map(([path, group]) => ({ pattern: patternOf(path), methods: group.map(({ method }) => method) }))
    .toArray();
  return (url) => {
    const path = url.split("?", 1)[0] ?? "";
    const methods = methodsByPattern.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    return (methods.includes("GET") ? [...methods, "HEAD"] : methods).toSorted();
  };
};

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replaceAll(/[.]/g, String.raw`\.`)
      .replace(/\*$/, ".*")
      .replaceAll(/\{\w+\}/g, "[^/]+")}$`,
  );
