import { bffVariables } from "@cogrion/bff/variables";
import type { Table } from "@cogrion/config";
import { migrationVariables } from "@cogrion/control-plane/migration-variables";
import { eventStreamHeartbeatSeconds, serverKeepAliveSeconds } from "@cogrion/control-plane/timeouts";
import { controlPlaneVariables } from "@cogrion/control-plane/variables";
import { promotionVariables } from "@cogrion/worker/promotion-variables";
import { workerVariables } from "@cogrion/worker/variables";
import type { Schema } from "./schema-parts.ts";
import {
  cidr,
  closed,
  digest,
  environmentOf,
  helmGlobal,
  list,
  name,
  repository,
  resources,
  secretsOf,
  text,
  whole,
} from "./schema-parts.ts";

const certificateArn = (of: string) =>
  text(`Certificate of AWS Certificate Manager for the ${of}`, {
    pattern: "^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$",
  });

export const controlPlaneTables: readonly Table[] = [
  controlPlaneVariables,
  workerVariables,
  migrationVariables,
  promotionVariables,
];

const draft = "https://json-schema.org/draft/2020-12/schema";

const workerVersion = closed({
  name: text("Names the Deployment, and the version that Temporal knows, like `v1-4-2`", {
    pattern: "^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$",
  }),
  digest,
  replicas: whole(0, 50, "Pods of this version"),
});

/** Any content, because Kubernetes' own schema checks it when it is applied. */
const networkPolicyRule: Schema = { type: "object", description: "An egress rule of a NetworkPolicy" };
const ruleGroup: Schema = { type: "object", description: "A group of a PrometheusRule", required: ["name", "rules"] };

export const controlPlaneValues: Schema = {
  $schema: draft,
  title: "Values of the chart control-plane",
  ...closed(
    {
      global: helmGlobal,
      environment: environmentOf(controlPlaneTables),
      secrets: closed({
        store: text("SecretStore of the namespace (external-secrets.io)", { minLength: 1 }),
        refreshInterval: text("How often the store is read", { pattern: "^[0-9]+[smh]$" }),
        keys: secretsOf(controlPlaneTables),
      }),
      files: closed({
        databaseCaConfigMap: name(
          "ConfigMap whose `ca.crt` signs PostgreSQL's certificate; by default, the system's authorities",
        ),
        temporalTlsSecret: name("Secret with `tls.crt`, `tls.key` and `ca.crt` for Temporal, as cert-manager makes it"),
        trustConfigMap: name("ConfigMap whose `ca.crt` is trusted in addition to the system's authorities"),
      }),
      api: closed({
        image: closed({ repository, digest }),
        replicas: closed({
          min: whole(2, 100, "Minimum number of pods; two, so that one can be replaced"),
          max: whole(2, 100, "Most pods"),
          cpuUtilizationPercent: whole(10, 95, "Share of the requested processor at which pods are added"),
        }),
        resources,
      }),
      worker: closed({
        image: closed({ repository }),
        versions: list(workerVersion, "Versions that run side by side; the last one takes new workflows", {
          minItems: 1,
          maxItems: 3,
        }),
        promotionTimeoutSeconds: whole(
          10,
          3600,
          "After this the last version does not take new workflows, and the release has failed",
        ),
        serviceAccountRoleArn: text("AWS role of the worker (IRSA)", {
          pattern: "^(arn:aws:iam::[0-9]{12}:role/[\\w+=,.@/-]+)?$",
        }),
        resources,
      }),
      migration: closed({ timeoutSeconds: whole(10, 86_400, "Time after which the migration has failed, in seconds") }),
      loadBalancer: closed({
        cidrs: list(cidr, "Subnets of the load balancers", { minItems: 1 }),
        certificateArns: closed({
          public: certificateArn("public load balancer"),
          internal: certificateArn("internal load balancer"),
          agent: certificateArn("agents' load balancer"),
        }),
        idleTimeoutSeconds: whole(
          3 * eventStreamHeartbeatSeconds,
          serverKeepAliveSeconds - 1,
          `At least three heartbeats of an event stream (${eventStreamHeartbeatSeconds} s each), and shorter than the server's keep-alive (${serverKeepAliveSeconds} s)`,
        ),
        deregistrationSeconds: whole(
          0,
          300,
          "How long a load balancer may keep sending to a pod that is stopping, in seconds",
        ),
        sslPolicy: text("TLS policy of the load balancers", {
          pattern: "^ELBSecurityPolicy-TLS13-1-[23]-[A-Za-z0-9-]+$",
        }),
        logBucket: text("Bucket of the access logs; empty to write none"),
      }),
      agent: closed({
        enabled: { type: "boolean", description: "Whether agents connect to this region" },
        host: text("Host of the agents' load balancer, like `cplane-alb.sgp-1.cogrion.com`"),
        port: whole(1024, 65_535, "Port of the agents' listener"),
      }),
      keycloak: closed({ service: name("Service of Keycloak in the namespace"), port: whole(1, 65_535, "Its port") }),
      networkPolicy: closed({
        monitoringNamespace: name("Namespace from which metrics are scraped"),
        temporalNamespace: name("Namespace of Temporal's frontend"),
        databaseCidrs: list(cidr, "Addresses of PostgreSQL"),
        publicCidr: cidr,
        privateCidrs: list(cidr, "Ranges that the worker's rule for public addresses excludes"),
        extraEgress: list(networkPolicyRule, "Further egress rules, for parts outside these ranges"),
      }),
      monitoring: closed({
        serviceMonitor: { type: "boolean", description: "Whether the Prometheus operator is installed" },
        ruleGroups: list(ruleGroup, "Groups of alerts and recording rules"),
      }),
    },
    ["environment", "secrets", "api", "worker", "loadBalancer"],
  ),
  // Outside `local`, Temporal authenticates us by a certificate or by a key.
  anyOf: [
    { properties: { files: { properties: { temporalTlsSecret: { minLength: 1 } } } } },
    { properties: { secrets: { properties: { keys: { required: ["TEMPORAL_API_KEY"] } } } } },
  ],
};

export const bffValues: Schema = {
  $schema: draft,
  title: "Values of the chart bff",
  ...closed(
    {
      global: helmGlobal,
      image: closed({ repository, digest }),
      environment: environmentOf([bffVariables]),
      workspaceTokenSecret: text("Secret whose `token` is the workspace token", {
        pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
      }),
      trustConfigMap: name("ConfigMap whose `ca.crt` is trusted in addition to the system's authorities"),
      resources,
      ingress: closed({
        className: name("Class of your ingress controller; empty to create no Ingress"),
        annotations: {
          type: "object",
          additionalProperties: { type: "string" },
          description: "Annotations that your controller needs",
        },
        tlsSecret: name("Secret with the certificate; empty if the controller has one"),
        namespace: name("Namespace of the controller"),
      }),
    },
    ["image", "environment", "workspaceTokenSecret"],
  ),
};
