/** Where Argo CD finds what it applies. */
export type PartSource =
  /** Somebody else's chart, by its exact version. */
  | { kind: "upstream-chart"; repository: string; chart: string; version: string }
  /** A chart of this repository. */
  | { kind: "own-chart"; path: string }
  /** Somebody else's plain manifests, at a tag. */
  | { kind: "upstream-manifests"; repository: string; path: string; revision: string }
  /** Plain manifests of this repository. */
  | { kind: "own-manifests"; path: string };

export type Project = "platform" | "data" | "product";

/** One Application of every region. */
export type Part = {
  name: string;
  namespace: string;
  project: Project;
  /** A wave starts when everything in the earlier waves is healthy at its current revision. */
  wave: number;
  source: PartSource;
  /** Losing it loses data, so nothing of it is ever pruned. */
  isStateful?: true;
  /** Objects that are too large for the annotation of a client-side apply. */
  isServerSide?: true;
  /**
   * Pod Security level of a namespace that this part creates; without it, the namespace already
   * exists.
   */
  podSecurity?: "restricted" | "baseline" | "privileged";
};

const prometheusCharts = "https://prometheus-community.github.io/helm-charts";
const upstream = (repository: string, chart: string, version: string): PartSource => ({
  kind: "upstream-chart",
  repository,
  chart,
  version,
});

/** What a region runs, in the order in which it starts. */
export const parts: readonly Part[] = [
  {
    name: "projects",
    namespace: "argocd",
    project: "platform",
    wave: -10,
    source: { kind: "own-manifests", path: "infra/argocd/bootstrap/projects" },
  },
  {
    name: "argo-cd",
    namespace: "argocd",
    project: "platform",
    wave: -9,
    source: upstream("https://argoproj.github.io/argo-helm", "argo-cd", "10.1.1"),
    isServerSide: true,
  },
  {
    name: "prometheus-operator-crds",
    namespace: "monitoring",
    project: "platform",
    wave: 0,
    source: upstream(prometheusCharts, "prometheus-operator-crds", "31.0.1"),
    isStateful: true,
    isServerSide: true,
    podSecurity: "privileged",
  },
  {
    name: "cert-manager",
    namespace: "cert-manager",
    project: "platform",
    wave: 1,
    source: upstream("https://charts.jetstack.io", "cert-manager", "v1.21.1"),
    podSecurity: "restricted",
  },
  {
    name: "external-secrets",
    namespace: "external-secrets",
    project: "platform",
    wave: 1,
    source: upstream("https://charts.external-secrets.io", "external-secrets", "2.9.0"),
    isServerSide: true,
    podSecurity: "restricted",
  },
  {
    name: "aws-load-balancer-controller",
    namespace: "kube-system",
    project: "platform",
    wave: 1,
    source: upstream("https://aws.github.io/eks-charts", "aws-load-balancer-controller", "3.4.3"),
  },
  {
    name: "external-dns",
    namespace: "external-dns",
    project: "platform",
    wave: 1,
    source: upstream("https://kubernetes-sigs.github.io/external-dns", "external-dns", "1.21.1"),
    podSecurity: "restricted",
  },
  {
    name: "keycloak-operator",
    namespace: "cogrion",
    project: "data",
    wave: 1,
    source: {
      kind: "upstream-manifests",
      repository: "https://github.com/keycloak/keycloak-k8s-resources",
      path: "kubernetes",
      revision: "26.7.4",
    },
    podSecurity: "restricted",
  },
  {
    name: "platform",
    namespace: "cogrion",
    project: "data",
    wave: 2,
    source: { kind: "own-chart", path: "infra/charts/platform" },
    isStateful: true,
  },
  {
    name: "openbao",
    namespace: "openbao",
    project: "data",
    wave: 3,
    source: upstream("https://openbao.github.io/openbao-helm", "openbao", "0.29.2"),
    isStateful: true,
  },
  {
    name: "temporal",
    namespace: "temporal",
    project: "data",
    wave: 3,
    source: upstream("https://go.temporal.io/helm-charts", "temporal", "1.6.0"),
    isStateful: true,
  },
  {
    name: "kube-prometheus-stack",
    namespace: "monitoring",
    project: "platform",
    wave: 3,
    source: upstream(prometheusCharts, "kube-prometheus-stack", "88.5.3"),
    isStateful: true,
    isServerSide: true,
  },
  {
    name: "loki",
    namespace: "monitoring",
    project: "platform",
    wave: 3,
    source: upstream("https://grafana-community.github.io/helm-charts", "loki", "18.11.0"),
    isStateful: true,
  },
  {
    name: "alloy",
    namespace: "monitoring",
    project: "platform",
    wave: 4,
    source: upstream("https://grafana.github.io/helm-charts", "alloy", "1.11.1"),
  },
  {
    name: "control-plane",
    namespace: "cogrion",
    project: "product",
    wave: 5,
    source: { kind: "own-chart", path: "infra/charts/control-plane" },
  },
];
