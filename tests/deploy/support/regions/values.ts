import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeployedRegion } from "@cogrion/operate/region/describe";
import { roleArnOf } from "@cogrion/operate/region/describe";
import type { Application } from "./applications.ts";
import { readApplications } from "./applications.ts";
import { controlPlaneChecks } from "../chart-checks.ts";
import { render } from "../render.ts";
import { isMap, mergedValues } from "../merged-values.ts";
import { readYaml, regionsOf } from "./tree.ts";
import { faultsOfUpstreamValues } from "./upstream.ts";

export const valuesOf = async (checkout: string, application: Application): Promise<unknown> => {
  const files = application.spec.sources.flatMap(({ helm }) => helm?.valueFiles ?? []);
  let values: unknown = {};
  for (const file of files) {
    const [document] = await readYaml(checkout, file.replace(/^(?:\$values)?\//, ""));
    values = mergedValues(values, document ?? {});
  }
  return values;
};

const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>((each, key) => (isMap(each) ? each[key] : undefined), value);

type Rule = [part: string, path: string[], wanted: (region: DeployedRegion) => unknown];

/**
 * Values that follow from the region's entry, so that a copy that was not adapted is detected here.
 */
const rules: readonly Rule[] = [
  ["external-dns", ["txtOwnerId"], ({ name }) => name],
  ["external-dns", ["domainFilters"], ({ domain }) => [domain]],
  ["external-dns", ["policy"], () => "upsert-only"],
  ["external-dns", ["managedRecordTypes"], () => ["A", "AAAA", "CNAME"]],
  ["external-dns", ["sources"], () => ["ingress"]],
  ["aws-load-balancer-controller", ["clusterName"], ({ name }) => name],
  ["aws-load-balancer-controller", ["region"], ({ awsRegion }) => awsRegion],
  ["aws-load-balancer-controller", ["createIngressClassResource"], () => false],
  ["external-secrets", ["processClusterStore"], () => false],
  ["cert-manager", ["crds"], () => ({ enabled: true, keep: true })],
  ["openbao", ["server", "ha", "replicas"], () => 3],
  ["openbao", ["injector", "enabled"], () => false],
  ["openbao", ["global", "tlsDisable"], () => false],
  ["openbao", ["server", "auditStorage", "enabled"], () => true],
  [
    "openbao",
    ["server", "persistentVolumeClaimRetentionPolicy"],
    () => ({ whenDeleted: "Retain", whenScaled: "Retain" }),
  ],
  ["openbao", ["server", "extraEnvironmentVars", "AWS_REGION"], ({ awsRegion }) => awsRegion],
  [
    "openbao",
    ["server", "extraEnvironmentVars", "VAULT_AWSKMS_SEAL_KEY_ID"],
    ({ name }) => `alias/cogrion-${name}-seal`,
  ],
  ["temporal", ["server", "tls", "frontend", "requireClientAuth"], () => true],
  ["temporal", ["server", "tls", "internode", "enabled"], () => true],
  [
    "temporal",
    ["server", "config", "persistence", "datastores", "default", "sql", "tls", "enableHostVerification"],
    () => true,
  ],
  [
    "temporal",
    ["server", "config", "persistence", "datastores", "visibility", "sql", "databaseName"],
    () => "temporal_visibility",
  ],
  ["kube-prometheus-stack", ["crds", "enabled"], () => false],
  [
    "kube-prometheus-stack",
    ["prometheus", "prometheusSpec", "externalLabels"],
    ({ environment, region }) => ({ environment, region }),
  ],
  ["kube-prometheus-stack", ["prometheus", "prometheusSpec", "serviceMonitorSelectorNilUsesHelmValues"], () => false],
  ["kube-prometheus-stack", ["prometheus", "prometheusSpec", "ruleSelectorNilUsesHelmValues"], () => false],
  ["kube-prometheus-stack", ["grafana", "grafana.ini", "auth.anonymous", "enabled"], () => false],
  [
    "kube-prometheus-stack",
    ["grafana", "grafana.ini", "server", "root_url"],
    ({ domain }) => `https://grafana.${domain}`,
  ],
  ["loki", ["loki", "storage", "s3", "region"], ({ awsRegion }) => awsRegion],
  ["loki", ["loki", "storage", "bucketNames", "chunks"], ({ name }) => `cogrion-${name}-logs`],
  ["loki", ["loki", "compactor", "retention_enabled"], () => true],
  ["loki", ["minio", "enabled"], () => false],
  ["platform", ["region"], ({ name, domain, awsRegion }) => ({ name, domain, awsRegion })],
  ["platform", ["keycloak", "host"], ({ domain }) => `auth.${domain}`],
  ["platform", ["keycloak", "realm"], ({ region }) => region],
  ["platform", ["staff", "temporalHost"], ({ domain }) => `temporal.${domain}`],
  ["platform", ["staff", "grafanaHost"], ({ domain }) => `grafana.${domain}`],
  ["control-plane", ["environment", "ENVIRONMENT"], ({ environment }) => environment],
  ["control-plane", ["environment", "REGION"], ({ region }) => region],
  ["control-plane", ["environment", "BASE_DOMAIN"], ({ domain }) => `cplane.${domain}`],
  ["control-plane", ["environment", "WORKSPACE_DOMAIN"], ({ domain }) => domain],
  ["control-plane", ["environment", "AUTH_DOMAIN"], ({ domain }) => `auth.${domain}`],
  ["control-plane", ["environment", "AWS_REGION"], ({ awsRegion }) => awsRegion],
  ["control-plane", ["environment", "REGIONS"], ({ regionsJson }) => regionsJson],
  ["control-plane", ["environment", "PRIMARY_CPLANE_API_URL"], ({ primaryUrl }) => primaryUrl],
  ["control-plane", ["environment", "TRUSTED_PRINCIPAL_ARN"], (region) => roleArnOf(region, "worker")],
  ["control-plane", ["worker", "serviceAccountRoleArn"], (region) => roleArnOf(region, "worker")],
  ["control-plane", ["loadBalancer", "logBucket"], ({ name }) => `cogrion-${name}-logs`],
];

const roles: Record<string, string> = {
  "external-secrets": "external-secrets",
  "external-dns": "external-dns",
  "aws-load-balancer-controller": "load-balancer-controller",
  loki: "loki",
};

const faultsOfRules = (part: string, values: unknown, region: DeployedRegion): string[] => {
  const faults = rules
    .filter(([name]) => name === part)
    .filter(([, path, wanted]) => JSON.stringify(at(values, ...path)) !== JSON.stringify(wanted(region)))
    .map(([, path]) => `${part}: ${path.join(".")} does not follow from the region's entry`);
  const workload = roles[part];
  if (workload === undefined) return faults;
  const annotation = at(values, "serviceAccount", "annotations", "eks.amazonaws.com/role-arn");
  return annotation === roleArnOf(region, workload) ? faults : [...faults, `${part}: another AWS role than its own`];
};

/** Secrets of the charts that Terraform does not create. */
const faultsOfSecrets = async (checkout: string, values: unknown, region: DeployedRegion): Promise<string[]> => {
  const places = await readFile(join(checkout, "infra/terraform/modules/secrets/main.tf"), "utf8");
  const keys = Object.entries((at(values, "secrets", "keys") ?? {}) as Record<string, string>);
  return keys
    .filter(([, key]) => {
      const place = key.startsWith(`cogrion/${region.name}/`) ? key.slice(`cogrion/${region.name}/`.length) : undefined;
      return place === undefined || !places.includes(`"${place}"`);
    })
    .map(([name, key]) => `control-plane: Terraform creates no place ${key} for ${name}`);
};

/** Two clusters of one name would delete each other's DNS records. */
const faultsOfOwners = (checkout: string): string[] => {
  const names = regionsOf(checkout).map(({ name }) => name);
  return new Set(names).size === names.length ? [] : ["external-dns: two regions have one owner id"];
};

/** The chart's rule that compares with the secrets that its own test passes in. */
const ofTheFixtureAlone = "secrets of the own process alone";

export type ValuesCheck = { checkout: string; region: DeployedRegion; helm: string };

export const faultsOfValues = async ({ checkout, region, helm }: ValuesCheck): Promise<string[]> => {
  const { applications } = await readApplications(checkout, region);
  const faults = faultsOfOwners(checkout);
  const ofOwnCharts: { name: string; chart: string; values: object }[] = [];
  for (const [name, application] of applications) {
    const values = await valuesOf(checkout, application);
    faults.push(...faultsOfRules(name, values, region), ...(await faultsOfUpstreamValues(name, values)));
    if (name === "control-plane") faults.push(...(await faultsOfSecrets(checkout, values, region)));
    const chart = application.spec.sources.find(({ path, helm: own }) => path !== undefined && own !== undefined)?.path;
    if (chart !== undefined && isMap(values)) ofOwnCharts.push({ name, chart: join(checkout, chart), values });
  }
  // Helm comes last, because it costs the most.
  if (faults.length > 0) return faults;
  for (const { name, chart, values } of ofOwnCharts) {
    const objects = await render({ helm, chart, values }).catch((error: unknown) => {
      faults.push(`${name}: Helm refuses it: ${String(error)}`);
    });
    if (objects === undefined || name !== "control-plane") continue;
    for (const check of controlPlaneChecks(region.region).filter(({ name: rule }) => rule !== ofTheFixtureAlone))
      faults.push(...check.run(objects).map((fault) => `${name}: ${check.name}: ${fault}`));
  }
  return faults;
};
