import type { Check, Json, Workload } from "./objects.ts";
import { at, listAt, matches, ofKind, serves, titleOf, workloadsOf } from "./objects.ts";

const containersOf = ({ pod }: Workload): Json[] => listAt(pod, "containers");

/** One rule for every container of every workload. */
const perContainer = (name: string, isRight: (container: Json, workload: Workload) => boolean): Check => ({
  name,
  run: (objects) =>
    workloadsOf(objects).flatMap((workload) =>
      containersOf(workload)
        .filter((container) => !isRight(container, workload))
        .map((container) => `${workload.title} ${String(container["name"])}`),
    ),
});
const perPod = (name: string, isRight: (workload: Workload) => boolean): Check => ({
  name,
  run: (objects) => workloadsOf(objects).flatMap((each) => (isRight(each) ? [] : [each.title])),
});

export const podChecks: readonly Check[] = [
  perContainer("image by digest", ({ image }) => /@sha256:[0-9a-f]{64}$/.test(String(image))),
  perContainer("read-only root", (each) => at(each, "securityContext", "readOnlyRootFilesystem") === true),
  perContainer("no privilege escalation", (each) => at(each, "securityContext", "allowPrivilegeEscalation") === false),
  perContainer("no capabilities", (each) => String(at(each, "securityContext", "capabilities", "drop")) === "ALL"),
  perContainer("memory limit", (each) => at(each, "resources", "limits", "memory") !== undefined),
  perContainer("no processor limit", (each) => at(each, "resources", "limits", "cpu") === undefined),
  perContainer(
    "requests",
    (each) =>
      listAt(each, "resources", "requests") !== undefined &&
      at(each, "resources", "requests", "cpu") !== undefined &&
      at(each, "resources", "requests", "memory") !== undefined,
  ),
  perContainer(
    "readiness probe",
    (each, workload) => !serves(workload) || at(each, "readinessProbe", "httpGet", "path") === "/readyz",
  ),
  perContainer(
    "liveness without dependencies",
    (each, workload) => !serves(workload) || at(each, "livenessProbe", "httpGet", "path") === "/healthz",
  ),
  perContainer(
    "startup probe",
    (each, workload) => !serves(workload) || at(each, "startupProbe", "httpGet", "path") === "/healthz",
  ),
  perContainer("no secret in the pod's text", (each) =>
    listAt(each, "env").every(
      ({ name }) => !/(TOKEN|SECRET|PASSWORD|DATABASE_URL|API_KEY)(_PREVIOUS)?$/.test(String(name)),
    ),
  ),
  perPod(
    "not root",
    ({ pod }) =>
      at(pod, "securityContext", "runAsNonRoot") === true && Number(at(pod, "securityContext", "runAsUser")) > 0,
  ),
  perPod("seccomp profile", ({ pod }) => at(pod, "securityContext", "seccompProfile", "type") === "RuntimeDefault"),
  perPod("no API token", ({ pod }) => at(pod, "automountServiceAccountToken") === false),
  perPod(
    "nothing of the host",
    ({ pod }) =>
      !["hostNetwork", "hostPID", "hostIPC"].some((key) => at(pod, key) !== undefined) &&
      listAt(pod, "volumes").every((volume) => volume["hostPath"] === undefined),
  ),
  perPod(
    "own service account",
    (each) =>
      !serves(each) || !["default", undefined].includes(at(each.pod, "serviceAccountName") as string | undefined),
  ),
  perPod(
    "rolling update without a gap",
    (each) => !serves(each) || at(each.object, "spec", "strategy", "rollingUpdate", "maxUnavailable") === 0,
  ),
  {
    name: "selector finds the own pods",
    run: (objects) =>
      workloadsOf(objects).flatMap(({ title, object, labels }) =>
        object.kind !== "Deployment" || matches(at(object, "spec", "selector", "matchLabels"), labels) ? [] : [title],
      ),
  },
  {
    name: "one selector a Deployment",
    run: (objects) => {
      const deployments = workloadsOf(objects).filter(serves);
      return deployments.flatMap(({ title, object }) => {
        const selector = at(object, "spec", "selector", "matchLabels");
        return deployments.filter(({ labels }) => matches(selector, labels)).length === 1 ? [] : [title];
      });
    },
  },
  {
    name: "disruption budget",
    run: (objects) =>
      workloadsOf(objects)
        .filter(serves)
        .flatMap(({ title, labels }) => {
          const budgets = ofKind(objects, "PodDisruptionBudget").filter((each) =>
            matches(at(each, "spec", "selector", "matchLabels"), labels),
          );
          return budgets.length === 1 && at(budgets[0], "spec", "maxUnavailable") === 1 ? [] : [title];
        }),
  },
  {
    name: "network policy for every pod, both ways",
    run: (objects) =>
      workloadsOf(objects).flatMap(({ title, labels }) => {
        const types = ofKind(objects, "NetworkPolicy")
          .filter((each) => matches(at(each, "spec", "podSelector", "matchLabels"), labels))
          .flatMap((each) => listAt(each, "spec", "policyTypes").map(String));
        return types.includes("Ingress") && types.includes("Egress") ? [] : [title];
      }),
  },
  {
    name: "no rule that admits everything",
    run: (objects) =>
      ofKind(objects, "NetworkPolicy").flatMap((each) =>
        [
          ...listAt(each, "spec", "ingress").map((rule) => rule["from"]),
          ...listAt(each, "spec", "egress").map((rule) => rule["to"]),
        ]
          .filter(
            (peers) =>
              !Array.isArray(peers) ||
              peers.length === 0 ||
              peers.some((peer) => Object.keys((peer ?? {}) as Json).length === 0),
          )
          .map(() => titleOf(each)),
      ),
  },
  {
    name: "standard labels",
    run: (objects) =>
      objects.flatMap((each) =>
        ["name", "instance", "version", "managed-by", "part-of"].every(
          (key) => each.metadata.labels?.[`app.kubernetes.io/${key}`] !== undefined,
        )
          ? []
          : [titleOf(each)],
      ),
  },
  {
    name: "no permissions in the cluster",
    run: (objects) => ofKind(objects, "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding").map(titleOf),
  },
  { name: "no Secret with content", run: (objects) => ofKind(objects, "Secret").map(titleOf) },
];
