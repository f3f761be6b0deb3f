import { stringify } from "yaml";
import type { DeployedRegion } from "./describe.ts";
import type { Part, PartSource } from "./parts.ts";
import { parts } from "./parts.ts";
import { valuesFilesOf } from "./values-files.ts";

/**
 * The namespace of Argo CD and its Applications. Each cluster has its own Argo CD, which deploys
 * only to that cluster.
 */
const argoNamespace = "argocd";
const cluster = "https://kubernetes.default.svc";
const revision = "main";

const sourcesOf = (part: Part, region: DeployedRegion, repository: string): object[] => {
  const own = { repoURL: repository, targetRevision: revision };
  const helm = { releaseName: part.name === "control-plane" ? "cogrion" : part.name };
  const source: PartSource = part.source;
  if (source.kind === "upstream-chart") {
    const chart = { repoURL: source.repository, chart: source.chart, targetRevision: source.version };
    const valueFiles = valuesFilesOf(part.name, region).map((file) => `$values/${file}`);
    return [
      { ...chart, helm: { ...helm, valueFiles } },
      { ...own, ref: "values" },
    ];
  }
  if (source.kind === "own-chart") {
    const valueFiles = valuesFilesOf(part.name, region).map((file) => `/${file}`);
    return [{ ...own, path: source.path, helm: { ...helm, valueFiles } }];
  }
  if (source.kind === "upstream-manifests")
    return [{ repoURL: source.repository, path: source.path, targetRevision: source.revision }];
  return [{ ...own, path: source.path }];
};

const syncPolicyOf = (part: Part): object => ({
  automated: { prune: part.isStateful !== true, selfHeal: true },
  retry: { limit: 10, backoff: { duration: "10s", factor: 2, maxDuration: "5m" } },
  syncOptions: [
    "PruneLast=true",
    ...(part.isServerSide === true ? ["ServerSideApply=true"] : []),
    ...(part.podSecurity === undefined ? [] : ["CreateNamespace=true"]),
  ],
  ...(part.podSecurity === undefined
    ? {}
    : { managedNamespaceMetadata: { labels: { "pod-security.kubernetes.io/enforce": part.podSecurity } } }),
});

// No finalizer: an Application that is deleted leaves what it applied, so that a lost file takes
// nothing with it.
const applicationOf = (part: Part, region: DeployedRegion, repository: string): object => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: {
    name: part.name,
    namespace: argoNamespace,
    annotations: { "argocd.argoproj.io/sync-wave": String(part.wave) },
  },
  spec: {
    project: part.project,
    destination: { server: cluster, namespace: part.namespace },
    sources: sourcesOf(part, region, repository),
    syncPolicy: syncPolicyOf(part),
  },
});

const rootOf = (region: DeployedRegion, repository: string): object => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "root", namespace: argoNamespace },
  spec: {
    project: "default",
    destination: { server: cluster, namespace: argoNamespace },
    sources: [{ repoURL: repository, targetRevision: revision, path: `infra/argocd/apps/${region.name}` }],
    syncPolicy: { automated: { prune: false, selfHeal: true } },
  },
});

const rootComment = ` The Application of all others, this one included. Apply it once, after Argo CD itself:
 docs/runbooks/add-a-region.md`;

/** The folder `infra/argocd/apps/{environment}-{region}`, by path from the repository's root. */
export const applicationFilesOf = (region: DeployedRegion, repository: string): Map<string, string> => {
  const folder = `infra/argocd/apps/${region.name}`;
  const text = (value: object): string => stringify(value, { lineWidth: 120 });
  return new Map([
    [`${folder}/root.yaml`, `#${rootComment.replaceAll("\n", "\n#")}\n${text(rootOf(region, repository))}`],
    ...parts.map((part): [string, string] => [
      `${folder}/${part.name}.yaml`,
      text(applicationOf(part, region, repository)),
    ]),
  ]);
};
