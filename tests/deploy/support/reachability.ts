import type { Json } from "./objects.ts";
import { matches, workloadsOf } from "./objects.ts";
import type { KubernetesObject } from "./render.ts";

const peerName = (peer: Json): string => {
  const block = peer["ipBlock"] as { cidr: string; except?: string[] } | undefined;
  if (block !== undefined)
    return block.except === undefined || block.except.length === 0
      ? block.cidr
      : `${block.cidr} without ${block.except.join(", ")}`;
  const labels = (selector: unknown): Record<string, string> =>
    (selector as { matchLabels?: Record<string, string> } | undefined)?.matchLabels ?? {};
  const pods = labels(peer["podSelector"]);
  const namespace = labels(peer["namespaceSelector"])["kubernetes.io/metadata.name"];
  const pod = pods["app.kubernetes.io/component"] ?? pods["k8s-app"] ?? pods["app"] ?? "every pod";
  return namespace === undefined ? pod : `${namespace}/${pod}`;
};

const portsOf = (rule: Json): string[] => {
  const ports = rule["ports"] as { port: string | number; protocol: string }[] | undefined;
  return ports?.map(({ port, protocol }) => `${port}/${protocol}`) ?? ["every port"];
};

const linesOf = (policy: KubernetesObject, component: string): string[] => {
  const spec = policy["spec"] as { policyTypes: string[]; ingress?: Json[]; egress?: Json[] };
  const of = (rules: Json[] | undefined, key: "from" | "to", arrow: string): string[] =>
    (rules ?? []).flatMap((rule) =>
      ((rule[key] as Json[] | undefined) ?? [{}]).flatMap((peer) =>
        portsOf(rule).map((port) => `${component} ${arrow} ${peerName(peer)} ${port}`),
      ),
    );
  return [
    ...spec.policyTypes.map((type) => `${component} denies other ${type.toLowerCase()} (${policy.metadata.name})`),
    ...of(spec.ingress, "from", "<-"),
    ...of(spec.egress, "to", "->"),
  ];
};

/**
 * Who may connect to whom, according to the NetworkPolicies alone: one line for each pod, peer and
 * port.
 */
export const reachabilityOf = (objects: readonly KubernetesObject[]): string[] => {
  const lines = workloadsOf(objects).flatMap(({ labels }) =>
    objects
      .filter(({ kind }) => kind === "NetworkPolicy")
      .filter((policy) =>
        matches((policy["spec"] as { podSelector: { matchLabels?: unknown } }).podSelector.matchLabels, labels),
      )
      .flatMap((policy) => linesOf(policy, labels["app.kubernetes.io/component"] ?? "?")),
  );
  return [...new Set(lines)].toSorted();
};
