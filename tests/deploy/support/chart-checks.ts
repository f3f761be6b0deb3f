import { readerOf } from "@cogrion/auth-proxy/doors/match";
import { ingressChecks } from "./ingress-checks.ts";
import type { Check, Json } from "./objects.ts";
import { at, listAt, workloadsOf } from "./objects.ts";
import { podChecks } from "./pod-checks.ts";
import { reachabilityOf } from "./reachability.ts";
import type { KubernetesObject } from "./render.ts";

const kinds = new Set(
  [
    ["Deployment", "Job", "Pod", "Service", "ServiceAccount", "PodDisruptionBudget", "HorizontalPodAutoscaler"],
    ["Ingress", "IngressClass", "IngressClassParams", "NetworkPolicy", "ExternalSecret"],
    ["ServiceMonitor", "PodMonitor", "PrometheusRule"],
  ].flat(),
);

/**
 * Paths that somebody may request at the sign-in's host; the table of the two doors says which of
 * them are right.
 */
const requestedPathsOf = (realm: string): string[] =>
  [
    ["auth", "auth/device", "certs", "ext/par/request", "logout", "logout/logout-confirm", "revoke", "token"].map(
      (each) => `/realms/${realm}/protocol/openid-connect/${each}`,
    ),
    ["userinfo", "registrations", "token/introspect", "ext/ciba/auth", "login-status-iframe.html"].map(
      (each) => `/realms/${realm}/protocol/openid-connect/${each}`,
    ),
    ["authenticate", "registration", "reset-credentials", "required-action", "action-token", "link"].map(
      (each) => `/realms/${realm}/login-actions/${each}`,
    ),
    [`/realms/${realm}/.well-known/openid-configuration`, `/realms/${realm}/broker/google/endpoint`],
    [`/realms/${realm}/broker/google/login`, `/realms/${realm}/broker/google/token`, `/realms/${realm}/device`],
    [`/realms/${realm}/broker/after-first-broker-login`, `/realms/${realm}/device/status`],
    [
      `/realms/${realm}`,
      `/realms/${realm}/account`,
      `/realms/${realm}/clients-registrations/default`,
      "/realms/master",
    ],
    ["/admin", "/admin/master/console/", "/metrics", "/health", "/realms/master/protocol/openid-connect/token"],
    ["/resources/abc12/login/keycloak.v2/css/styles.css", "/resources/abc12/admin/x.js", "/"],
  ].flat();

const pathMatches = (rule: Json, path: string): boolean => {
  const pattern = String(rule["path"]);
  if (rule["pathType"] === "Exact") return path === pattern;
  if (rule["pathType"] === "Prefix") return pattern === "/" || path === pattern || path.startsWith(`${pattern}/`);
  const expression = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${expression}$`).test(path);
};

const signInPaths = (region: string): Check => ({
  name: "the sign-in's paths alone",
  run: (objects) => {
    const ingress = objects.find(({ kind, metadata }) => kind === "Ingress" && metadata.name.endsWith("-auth"));
    const rules = listAt(ingress, "spec", "rules").flatMap((rule) => listAt(rule, "http", "paths"));
    return requestedPathsOf(region).flatMap((path) => {
      const isRight = readerOf(path, region, "regional") !== undefined;
      const isPassed = rules.some((rule) => pathMatches(rule, path));
      return isPassed === isRight ? [] : [`${path} is ${isPassed ? "passed" : "blocked"}`];
    });
  },
});

const servicePorts: Check = {
  name: "each port of a Service is a container's",
  run: (objects) => {
    const ports = workloadsOf(objects).flatMap(({ pod }) =>
      listAt(pod, "containers").flatMap((each) => listAt(each, "ports").map(({ name }) => name)),
    );
    return objects
      .filter(({ kind }) => kind === "Service")
      .flatMap((each) => listAt(each, "spec", "ports").filter(({ targetPort }) => !ports.includes(targetPort)))
      .map(({ targetPort }) => String(targetPort));
  },
};

const secretsArrive: Check = {
  name: "secrets reach their process",
  run: (objects) =>
    workloadsOf(objects)
      .filter(({ object }) => object.kind !== "Pod")
      .flatMap(({ title, object, pod }) => {
        const names = listAt(pod, "containers").flatMap((each) =>
          listAt(each, "envFrom").map((source) => at(source, "secretRef", "name")),
        );
        const secrets = objects
          .filter(({ kind }) => kind === "ExternalSecret")
          .map((each) => at(each, "spec", "target", "name"));
        // A Job that authenticates by a mounted certificate alone has none.
        const hasCertificate = listAt(pod, "volumes").some(({ name }) => name === "temporal-tls");
        if (names.length === 0 && object.kind === "Job" && hasCertificate) return [];
        return names.length === 1 && secrets.includes(names[0]) ? [] : [title];
      }),
};

/** What a pod has of Secrets and ConfigMaps: names by the kind that Reloader's annotation has. */
const mountedBy = (pod: unknown): Record<"secret" | "configmap", string[]> => {
  const volumes = listAt(pod, "volumes");
  const names = (values: readonly unknown[]): string[] =>
    values.flatMap((each) => (each === undefined ? [] : [String(each)]));
  const sources = listAt(pod, "containers").flatMap((each) => listAt(each, "envFrom"));
  return {
    secret: names([
      ...sources.map((each) => at(each, "secretRef", "name")),
      ...volumes.map((each) => at(each, "secret", "secretName")),
    ]),
    configmap: names(volumes.map((each) => at(each, "configMap", "name"))),
  };
};

const reloaded: Check = {
  name: "a changed secret replaces the pods",
  run: (objects) =>
    workloadsOf(objects)
      .filter(({ object }) => object.kind === "Deployment")
      .flatMap(({ title, object, pod }) =>
        Object.entries(mountedBy(pod)).flatMap(([kind, names]) => {
          const watched = (object.metadata.annotations?.[`${kind}.reloader.stakater.com/reload`] ?? "").split(",");
          const isSame = names.toSorted().join() === watched.toSorted().join();
          return isSame ? [] : [`${title}: ${names.join()} and not ${watched.join()}`];
        }),
      ),
};

const certificateOfItsOwn: Check = {
  name: "Temporal's certificate only where Temporal is used",
  run: (objects) =>
    workloadsOf(objects).flatMap(({ title, pod, labels }) => {
      const has = listAt(pod, "volumes").some(({ name }) => name === "temporal-tls");
      const uses = ["worker", "promotion"].includes(labels["app.kubernetes.io/component"] ?? "");
      return has === uses ? [] : [title];
    }),
};

const knownKinds: Check = {
  name: "known kinds alone",
  run: (objects) => objects.filter(({ kind }) => !kinds.has(kind)).map(({ kind }) => kind),
};

const reachability = (committed: readonly string[]): Check => ({
  name: "reachability as committed",
  run: (objects: readonly KubernetesObject[]) => {
    const rendered = reachabilityOf(objects);
    return [
      ...rendered.filter((line) => !committed.includes(line)).map((line) => `new: ${line}`),
      ...committed.filter((line) => !rendered.includes(line)).map((line) => `missing: ${line}`),
    ];
  },
});

/**
 * `reachabilityTable`: the committed table, where the rendered values are those that it was made
 * from.
 */
export const controlPlaneChecks = (region: string, reachabilityTable?: readonly string[]): Check[] => [
  ...podChecks,
  ...ingressChecks,
  signInPaths(region),
  servicePorts,
  secretsArrive,
  reloaded,
  certificateOfItsOwn,
  knownKinds,
  ...(reachabilityTable === undefined ? [] : [reachability(reachabilityTable)]),
];
