import { environmentLabelOf, rootDomainOf } from "@cogrion/domain/naming/environment";
import { regionalHostOf } from "@cogrion/domain/naming/hosts";
import { stringify } from "yaml";
import type { DeployedRegion } from "./describe.ts";
import { roleArnOf, subnetsOf } from "./describe.ts";
import { parts } from "./parts.ts";

type Values = Record<string, unknown>;

/** How one region differs from all others, by part. What all share is in `infra/values/shared`. */
const valuesOf: Record<string, (region: DeployedRegion) => Values> = {
  "argo-cd": ({ domain }) => ({ global: { domain: `argocd.${domain}` } }),
  "external-secrets": (region) => ({ serviceAccount: { annotations: roleOf(region, "external-secrets") } }),
  "aws-load-balancer-controller": (region) => ({
    clusterName: region.name,
    region: region.awsRegion,
    serviceAccount: { annotations: roleOf(region, "load-balancer-controller") },
  }),
  "external-dns": (region) => ({
    // Each cluster owns its records by this name: two that shared it would delete each other's.
    txtOwnerId: region.name,
    domainFilters: [region.domain],
    env: [{ name: "AWS_REGION", value: region.awsRegion }],
    serviceAccount: { annotations: roleOf(region, "external-dns") },
  }),
  platform: (region) => ({
    region: {
      name: region.name,
      domain: region.domain,
      awsRegion: region.awsRegion,
    },
    keycloak: { host: regionalHostOf("auth", region), realm: region.region },
    staff: {
      temporalHost: regionalHostOf("temporal", region),
      grafanaHost: regionalHostOf("grafana", region),
    },
  }),
  openbao: (region) => ({
    server: {
      serviceAccount: { annotations: roleOf(region, "openbao") },
      extraEnvironmentVars: {
        BAO_SEAL_TYPE: "awskms",
        AWS_REGION: region.awsRegion,
        VAULT_AWSKMS_SEAL_KEY_ID: `alias/cogrion-${region.name}-seal`,
      },
    },
  }),
  // Only its database's host differs, which is recorded after the first apply.
  temporal: () => ({}),
  "kube-prometheus-stack": (region) => ({
    prometheus: { prometheusSpec: { externalLabels: labelsOf(region) } },
    grafana: { "grafana.ini": { server: { root_url: `https://${regionalHostOf("grafana", region)}` } } },
  }),
  loki: (region) => ({
    serviceAccount: { annotations: roleOf(region, "loki") },
    loki: {
      storage: {
        s3: { region: region.awsRegion },
        bucketNames: { chunks: `cogrion-${region.name}-logs`, ruler: `cogrion-${region.name}-logs` },
      },
    },
  }),
  alloy: (region) => ({
    alloy: {
      extraEnv: Object.entries(labelsOf(region)).map(([name, value]) => ({
        name: `COGRION_${name.toUpperCase()}`,
        value,
      })),
    },
  }),
  "control-plane": (region) => controlPlaneOf(region),
};

const roleOf = (region: DeployedRegion, workload: string) => ({
  "eks.amazonaws.com/role-arn": roleArnOf(region, workload),
});
const labelsOf = ({ environment, region }: DeployedRegion) => ({ environment, region });

const controlPlaneOf = (region: DeployedRegion): Values => {
  const subnets = subnetsOf(region);
  const balancers = [...subnets.public, ...subnets.private];
  const registry = `${region.account}.dkr.ecr.${region.awsRegion}.amazonaws.com/cogrion/${region.environment}`;
  const mailDomain = [environmentLabelOf(region.environment), rootDomainOf(region.environment)].filter(Boolean);
  const keyOf = (place: string): string => `cogrion/${region.name}/${place}`;
  return {
    environment: {
      ENVIRONMENT: region.environment,
      REGION: region.region,
      BASE_DOMAIN: regionalHostOf("cplane", region),
      WORKSPACE_DOMAIN: region.domain,
      AUTH_DOMAIN: regionalHostOf("auth", region),
      TEMPORAL_DOMAIN: regionalHostOf("temporal", region),
      REGIONS: region.regionsJson,
      ...(region.primaryUrl === undefined ? {} : { PRIMARY_CPLANE_API_URL: region.primaryUrl }),
      TRUSTED_PRINCIPAL_ARN: roleArnOf(region, "worker"),
      TRUSTED_PROXIES: balancers.join(","),
      TEMPORAL_ADDRESS: "temporal-frontend.temporal.svc.cluster.local:7233",
      KEYCLOAK_ADMIN_URL: "http://keycloak-service:8080",
      AWS_REGION: region.awsRegion,
      SMTP_HOST: `email-smtp.${region.awsRegion}.amazonaws.com`,
      MAIL_FROM: `no-reply@${mailDomain.join(".")}`,
    },
    secrets: {
      keys: {
        DATABASE_URL: keyOf("control-plane/database"),
        ...(region.primaryUrl === undefined ? {} : { INTER_REGION_SERVICE_TOKEN: keyOf("control-plane/inter-region") }),
        KEYCLOAK_ADMIN_CLIENT_SECRET: keyOf("worker/keycloak-client"),
        CLOUDFLARE_API_TOKEN: keyOf("worker/cloudflare"),
      },
    },
    api: { image: { repository: `${registry}/control-plane` } },
    worker: {
      image: { repository: `${registry}/worker` },
      serviceAccountRoleArn: roleArnOf(region, "worker"),
    },
    loadBalancer: { cidrs: balancers, logBucket: `cogrion-${region.name}-logs` },
    networkPolicy: { databaseCidrs: subnets.database },
  };
};

/** Values files of a part, from the general to the particular; paths from the repository's root. */
export const valuesFilesOf = (part: string, region: DeployedRegion): string[] => [
  `infra/values/shared/${part}.yaml`,
  ...(part in valuesOf ? [`infra/values/${region.name}/${part}.yaml`] : []),
];

/** The folder `infra/values/{environment}-{region}`, by path from the repository's root. */
export const valuesFilesOfRegion = (region: DeployedRegion): Map<string, string> =>
  new Map(
    parts.flatMap(({ name }): [string, string][] => {
      const values = valuesOf[name]?.(region);
      return values === undefined
        ? []
        : [[`infra/values/${region.name}/${name}.yaml`, stringify(values, { lineWidth: 0 })]];
    }),
  );
