import type { Check } from "./objects.ts";
import { at, listAt, matches, ofKind, serves, titleOf, workloadsOf } from "./objects.ts";
import type { KubernetesObject } from "./render.ts";

const classOf = (objects: readonly KubernetesObject[], ingress: KubernetesObject): unknown =>
  ofKind(objects, "IngressClassParams").find(
    ({ metadata }) => metadata.name === at(ingress, "spec", "ingressClassName"),
  );
const pathsOf = (ingress: KubernetesObject): { path: string; port: unknown }[] =>
  listAt(ingress, "spec", "rules").flatMap((rule) =>
    listAt(rule, "http", "paths").map((each) => ({
      path: String(each["path"]),
      port: at(each, "backend", "service", "port", "name"),
    })),
  );
const annotation = "alb.ingress.kubernetes.io/";

/** The one Job of the component runs in these hooks, ends in time, and leaves nothing once it has succeeded. */
const jobCheck = (name: string, component: string, hook: string): Check => ({
  name,
  run: (objects) => {
    const jobs = ofKind(objects, "Job").filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === component,
    );
    const isRight = (each: KubernetesObject): boolean =>
      each.metadata.annotations?.["helm.sh/hook"] === hook &&
      each.metadata.annotations["helm.sh/hook-delete-policy"] === "before-hook-creation,hook-succeeded" &&
      at(each, "spec", "activeDeadlineSeconds") !== undefined &&
      at(each, "spec", "template", "spec", "restartPolicy") === "Never";
    return jobs.length === 1 ? jobs.filter((each) => !isRight(each)).map(titleOf) : ["there is not one Job"];
  },
});

/** Checks of the load balancers; the BFF's chart leaves them to the client. */
export const ingressChecks: readonly Check[] = [
  {
    name: "group and scheme from the class alone",
    run: (objects) =>
      ofKind(objects, "Ingress").flatMap((each) => {
        const own = Object.keys(each.metadata.annotations ?? {});
        const overriding = [
          "group.name",
          "scheme",
          "certificate-arn",
          "ssl-policy",
          "subnets",
          "load-balancer-attributes",
        ];
        const hasClass = typeof at(classOf(objects, each), "spec", "group", "name") === "string";
        return hasClass && !overriding.some((key) => own.includes(`${annotation}${key}`)) ? [] : [titleOf(each)];
      }),
  },
  {
    name: "one group a class",
    run: (objects) => {
      const groups = ofKind(objects, "IngressClassParams").map((each) => String(at(each, "spec", "group", "name")));
      return new Set(groups).size === groups.length ? [] : [groups.join()];
    },
  },
  {
    name: "internal paths on the internal load balancer alone",
    run: (objects) =>
      ofKind(objects, "Ingress").flatMap((each) => {
        const isInternal = at(classOf(objects, each), "spec", "scheme") === "internal";
        return pathsOf(each)
          .filter(({ path, port }) => (path.startsWith("/internal") || port === "internal") !== isInternal)
          .map(({ path }) => `${titleOf(each)} ${path}`);
      }),
  },
  {
    name: "API alone at the public host",
    run: (objects) =>
      ofKind(objects, "Ingress")
        .filter(({ metadata }) => metadata.name.endsWith("-public"))
        .flatMap((each) =>
          pathsOf(each)
            .filter(({ path, port }) => path !== "/api" || port !== "public")
            .map(({ path }) => path),
        ),
  },
  {
    name: "namespace of each class",
    run: (objects) =>
      ofKind(objects, "IngressClassParams").flatMap((each) =>
        at(each, "spec", "namespaceSelector", "matchLabels") === undefined ? [titleOf(each)] : [],
      ),
  },
  {
    name: "HTTPS with a certificate and a current policy",
    run: (objects) => [
      ...ofKind(objects, "IngressClassParams").flatMap((each) =>
        String(at(each, "spec", "certificateArn")).startsWith("arn:aws:acm:") &&
        /TLS13/.test(String(at(each, "spec", "sslPolicy")))
          ? []
          : [titleOf(each)],
      ),
      ...ofKind(objects, "Ingress").flatMap((each) =>
        each.metadata.annotations?.[`${annotation}listen-ports`] === '[{"HTTPS":443}]' ? [] : [titleOf(each)],
      ),
    ],
  },
  {
    name: "idle timeout of each load balancer",
    run: (objects) =>
      ofKind(objects, "IngressClassParams").flatMap((each) => {
        const attribute = listAt(each, "spec", "loadBalancerAttributes").find(
          ({ key }) => key === "idle_timeout.timeout_seconds",
        );
        const seconds = Number(attribute?.["value"]);
        return seconds >= 45 && seconds < 75 ? [] : [titleOf(each)];
      }),
  },
  {
    name: "agents' certificates pass through, on their load balancer alone",
    run: (objects) =>
      ofKind(objects, "Ingress").flatMap((each) => {
        const mode = each.metadata.annotations?.[`${annotation}mutual-authentication`];
        const isAgents = pathsOf(each).some(({ port }) => port === "agent");
        return isAgents === (mode === '[{"port":443,"mode":"passthrough"}]') ? [] : [titleOf(each)];
      }),
  },
  {
    name: "pods leave after their load balancer",
    run: (objects) =>
      workloadsOf(objects)
        .filter(({ object }) => object.kind === "Deployment" && object.metadata.name.endsWith("-api"))
        .flatMap(({ title, pod }) => {
          const sleep = Number(at(listAt(pod, "containers")[0], "lifecycle", "preStop", "sleep", "seconds"));
          return sleep >= 30 && Number(at(pod, "terminationGracePeriodSeconds")) >= sleep + 30 ? [] : [title];
        }),
  },
  jobCheck("migration before the pods, and again in each release", "migration", "pre-install,pre-upgrade"),
  jobCheck(
    "promotion after the pods, and again in each release",
    "promotion",
    "post-install,post-upgrade,post-rollback",
  ),
  {
    name: "secrets of the own process alone",
    run: (objects) =>
      ofKind(objects, "ExternalSecret").flatMap((each) => {
        const keys = listAt(each, "spec", "data")
          .map(({ secretKey }) => String(secretKey))
          .toSorted();
        const expected: Record<string, string[]> = {
          api: ["DATABASE_URL", "INTER_REGION_SERVICE_TOKEN"],
          worker: [
            "CLOUDFLARE_API_TOKEN",
            "DATABASE_URL",
            "INTER_REGION_SERVICE_TOKEN",
            "KEYCLOAK_ADMIN_CLIENT_SECRET",
          ],
          migration: ["DATABASE_URL"],
        };
        const process = each.metadata.name.split("-").at(-1) ?? "";
        return keys.join() === expected[process]?.join() ? [] : [`${titleOf(each)}: ${keys.join()}`];
      }),
  },
  {
    name: "secrets from a store of the namespace",
    run: (objects) =>
      ofKind(objects, "ExternalSecret").flatMap((each) =>
        at(each, "spec", "secretStoreRef", "kind") === "SecretStore" ? [] : [titleOf(each)],
      ),
  },
  {
    name: "the worker's role by IRSA",
    run: (objects) => {
      const holders = ofKind(objects, "ServiceAccount").filter(
        (each) => each.metadata.annotations?.["eks.amazonaws.com/role-arn"] !== undefined,
      );
      return holders.map(titleOf).join() === "ServiceAccount/region-worker"
        ? []
        : ["not the worker's account alone has a role"];
    },
  },
  {
    name: "the API scales",
    run: (objects) => {
      const [scaler] = ofKind(objects, "HorizontalPodAutoscaler");
      const replicas = ofKind(objects, "Deployment").find(({ metadata }) => metadata.name === "region-api");
      return Number(at(scaler, "spec", "minReplicas")) >= 2 && at(replicas, "spec", "replicas") === undefined
        ? []
        : ["region-api"];
    },
  },
  {
    name: "pods spread over zones",
    run: (objects) =>
      workloadsOf(objects)
        .filter(serves)
        .flatMap(({ title, pod }) =>
          listAt(pod, "topologySpreadConstraints").some(
            ({ topologyKey }) => topologyKey === "topology.kubernetes.io/zone",
          )
            ? []
            : [title],
        ),
  },
  {
    name: "metrics of API and workers are read",
    run: (objects) => {
      const workloads = workloadsOf(objects).filter(serves);
      const selectors = [...ofKind(objects, "PodMonitor"), ...ofKind(objects, "ServiceMonitor")].map((each) =>
        at(each, "spec", "selector", "matchLabels"),
      );
      return workloads
        .filter(({ labels }) => !selectors.some((each) => matches(each, labels)))
        .map(({ title }) => title);
    },
  },
];
