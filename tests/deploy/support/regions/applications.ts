import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { DeployedRegion } from "@cogrion/operate/region/describe";
import { z } from "zod";
import { filesIn, readYaml } from "./tree.ts";

const source = z.strictObject({
  repoURL: z.url(),
  targetRevision: z.string(),
  chart: z.string().optional(),
  path: z.string().optional(),
  ref: z.literal("values").optional(),
  helm: z.strictObject({ releaseName: z.string(), valueFiles: z.array(z.string()).min(1) }).optional(),
});

/** The part of Argo CD's Application that we use; anything else is a mistake. */
export const applicationSchema = z.strictObject({
  apiVersion: z.literal("argoproj.io/v1alpha1"),
  kind: z.literal("Application"),
  metadata: z.strictObject({
    name: z.string(),
    namespace: z.literal("argocd"),
    annotations: z.strictObject({ "argocd.argoproj.io/sync-wave": z.string().regex(/^-?\d+$/) }).optional(),
  }),
  spec: z.strictObject({
    project: z.string(),
    destination: z.strictObject({ server: z.literal("https://kubernetes.default.svc"), namespace: z.string() }),
    sources: z.array(source).min(1),
    syncPolicy: z.strictObject({
      automated: z.strictObject({ prune: z.boolean(), selfHeal: z.literal(true) }),
      retry: z
        .strictObject({
          limit: z.number(),
          backoff: z.strictObject({ duration: z.string(), factor: z.number(), maxDuration: z.string() }),
        })
        .optional(),
      syncOptions: z.array(z.enum(["PruneLast=true", "ServerSideApply=true", "CreateNamespace=true"])).optional(),
      managedNamespaceMetadata: z
        .strictObject({
          labels: z.strictObject({
            "pod-security.kubernetes.io/enforce": z.enum(["restricted", "baseline", "privileged"]),
          }),
        })
        .optional(),
    }),
  }),
});
export type Application = z.infer<typeof applicationSchema>;

const projectSchema = z.strictObject({
  apiVersion: z.literal("argoproj.io/v1alpha1"),
  kind: z.literal("AppProject"),
  metadata: z.strictObject({ name: z.string(), namespace: z.literal("argocd") }),
  spec: z.strictObject({
    description: z.string(),
    sourceRepos: z.array(z.url()),
    destinations: z.array(
      z.strictObject({ server: z.literal("https://kubernetes.default.svc"), namespace: z.string() }),
    ),
    clusterResourceWhitelist: z.array(z.strictObject({ group: z.string(), kind: z.string() })),
  }),
});

/** Must not be lost with a file, so it is never pruned. */
const stateful = ["prometheus-operator-crds", "platform", "openbao", "temporal", "kube-prometheus-stack", "loki"];

/** The first has to be healthy before the second starts. */
const order: readonly [first: string, second: string][] = [
  ["projects", "argo-cd"],
  ["argo-cd", "prometheus-operator-crds"],
  ["prometheus-operator-crds", "cert-manager"],
  ["prometheus-operator-crds", "kube-prometheus-stack"],
  ["cert-manager", "platform"],
  ["external-secrets", "platform"],
  ["aws-load-balancer-controller", "platform"],
  ["keycloak-operator", "platform"],
  ["platform", "openbao"],
  ["platform", "temporal"],
  ["loki", "alloy"],
  ["openbao", "control-plane"],
  ["temporal", "control-plane"],
  ["kube-prometheus-stack", "control-plane"],
];

export const readApplications = async (
  checkout: string,
  region: DeployedRegion,
): Promise<{ applications: Map<string, Application>; faults: string[] }> => {
  const applications = new Map<string, Application>();
  const faults: string[] = [];
  for (const file of await filesIn(checkout, `infra/argocd/apps/${region.name}`)) {
    const [document, ...others] = await readYaml(checkout, file);
    const parsed = applicationSchema.safeParse(document);
    if (!parsed.success) faults.push(`${file}: ${z.prettifyError(parsed.error)}`);
    else if (others.length > 0) faults.push(`${file}: more than one object`);
    else if (parsed.data.metadata.name !== basename(file, ".yaml"))
      faults.push(`${file}: another name than its file's`);
    else applications.set(parsed.data.metadata.name, parsed.data);
  }
  return { applications, faults };
};

const exactVersion = /^v?\d+\.\d+\.\d+$/;
const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

export const faultsOfApplications = async (checkout: string, region: DeployedRegion): Promise<string[]> => {
  const { applications, faults } = await readApplications(checkout, region);
  if (faults.length > 0) return faults;
  const projects = z
    .array(projectSchema)
    .parse(await readYaml(checkout, "infra/argocd/bootstrap/projects/projects.yaml"));
  const root = applications.get("root");
  if (root === undefined) return ["root: missing"];
  faults.push(...faultsOfRoot(root, region));
  const waveOf = (name: string): number =>
    Number(applications.get(name)?.metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? Number.NaN);
  for (const [first, second] of order)
    if (!(waveOf(first) < waveOf(second))) faults.push(`${second}: its wave does not follow that of ${first}`);
  for (const [name, application] of applications) {
    if (name === "root") continue;
    const { project, destination, sources, syncPolicy } = application.spec;
    const found = projects.find(({ metadata }) => metadata.name === project);
    if (found === undefined) faults.push(`${name}: no project ${project}`);
    if (found?.spec.destinations.every(({ namespace }) => namespace !== destination.namespace) === true)
      faults.push(`${name}: project ${project} may not write to ${destination.namespace}`);
    for (const { repoURL } of sources)
      if (found?.spec.sourceRepos.includes(repoURL) === false)
        faults.push(`${name}: project ${project} may not read ${repoURL}`);
    if (stateful.includes(name) && syncPolicy.automated.prune) faults.push(`${name}: it holds state and is pruned`);
    faults.push(...(await faultsOfSources(checkout, region, application)));
  }
  for (const name of new Set(order.flat())) if (!applications.has(name)) faults.push(`${name}: missing`);
  return faults;
};

const faultsOfRoot = (root: Application, region: DeployedRegion): string[] => [
  ...(root.spec.syncPolicy.automated.prune ? ["root: a lost file would delete its Application"] : []),
  ...(root.spec.sources[0]?.path === `infra/argocd/apps/${region.name}` ? [] : ["root: not this region's folder"]),
];

const faultsOfSources = async (
  checkout: string,
  region: DeployedRegion,
  { metadata: { name }, spec: { sources } }: Application,
): Promise<string[]> => {
  const faults: string[] = [];
  const own = sources.filter(({ repoURL }) => repoURL.endsWith("/cogrion.git"));
  for (const { targetRevision } of own) if (targetRevision !== "main") faults.push(`${name}: not the branch main`);
  for (const each of sources.filter((one) => !own.includes(one)))
    if (!exactVersion.test(each.targetRevision)) faults.push(`${name}: ${each.targetRevision} is no exact version`);
  for (const { path, repoURL } of own)
    if (path !== undefined && !(await exists(join(checkout, path)))) faults.push(`${name}: no ${path} in ${repoURL}`);
  const valueFiles = sources.flatMap(({ helm }) => helm?.valueFiles ?? []);
  for (const file of valueFiles) {
    const path = file.replace(/^(?:\$values)?\//, "");
    if (!(await exists(join(checkout, path)))) faults.push(`${name}: no ${path}`);
    if (!path.startsWith("infra/values/shared/") && !path.startsWith(`infra/values/${region.name}/`))
      faults.push(`${name}: ${path} is not this region's`);
  }
  const kinds = valueFiles.map((file) => (file.includes("/shared/") ? "shared" : "region"));
  if (kinds.join(" ") !== kinds.toSorted().toReversed().join(" ")) faults.push(`${name}: shared values after its own`);
  const ownFile = `infra/values/${region.name}/${name}.yaml`;
  if ((await exists(join(checkout, ownFile))) && !valueFiles.some((file) => file.endsWith(ownFile)))
    faults.push(`${name}: ${ownFile} is not read`);
  return faults;
};
