import { z } from "zod";

const ingress = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z.object({
    ingressClassName: z.string(),
    rules: z.array(
      z.object({
        host: z.string(),
        http: z.object({
          paths: z.array(
            z.object({
              path: z.string(),
              pathType: z.string(),
              backend: z.object({
                service: z.object({
                  name: z.string(),
                  port: z.object({ name: z.string().optional(), number: z.number().optional() }),
                }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

const slice = z.object({
  metadata: z.object({ namespace: z.string(), labels: z.record(z.string(), z.string()).optional() }),
  ports: z.array(z.object({ name: z.string().nullish(), port: z.number() })).nullish(),
  endpoints: z
    .array(z.object({ addresses: z.array(z.string()), conditions: z.object({ ready: z.boolean().nullish() }) }))
    .nullish(),
});

export type Rule = { host: string; path: string; pathType: string; group: string };

const groupOf = (namespace: string, service: string, port: string): string => `${namespace}/${service}:${port}`;

/** Where each path of each host goes, for the ingresses of these classes. */
export const rulesOf = (items: readonly unknown[], classes: readonly string[]): Rule[] =>
  z
    .array(ingress)
    .parse(items)
    .filter(({ spec }) => classes.includes(spec.ingressClassName))
    .flatMap(({ metadata, spec }) =>
      spec.rules.flatMap(({ host, http }) =>
        http.paths.map(({ path, pathType, backend: { service } }) => ({
          host,
          path,
          pathType,
          group: groupOf(metadata.namespace, service.name, String(service.port.name ?? service.port.number)),
        })),
      ),
    );

/** `address:port` of the ready pods, by group; a port is found by its name and by its number. */
export const readyTargetsOf = (items: readonly unknown[]): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { metadata, ports, endpoints } of z.array(slice).parse(items)) {
    const service = metadata.labels?.["kubernetes.io/service-name"];
    if (service === undefined) continue;
    const addresses = (endpoints ?? []).flatMap((each) => (each.conditions.ready === false ? [] : each.addresses));
    for (const { name, port } of ports ?? []) {
      for (const known of [name ?? "", String(port)]) {
        const group = groupOf(metadata.namespace, service, known);
        const targets = found.get(group) ?? new Set();
        for (const address of addresses) targets.add(`${address}:${port}`);
        found.set(group, targets);
      }
    }
  }
  return found;
};

const matches = ({ path: pattern, pathType }: Rule, path: string): boolean => {
  if (pathType === "Exact") return path === pattern;
  if (pathType === "Prefix") return pattern === "/" || path === pattern || path.startsWith(`${pattern}/`);
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`).test(path);
};

export const groupFor = (rules: readonly Rule[], host: string, path: string): string | undefined =>
  rules.find((rule) => rule.host === host && matches(rule, path))?.group;
