import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ApiClient } from "@cogrion/contract";
import { createApiClient } from "@cogrion/contract";
import { ensureDatabase } from "@cogrion/local-stack/database";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { ensureUsers } from "@cogrion/local-stack/region/realm";
import { run } from "@cogrion/local-stack/toolchain/run";
import type { Balancer } from "./balancer.ts";
import { startBalancer } from "./balancer.ts";
import type { Kubernetes } from "./kubernetes.ts";
import { connectKubernetes } from "./kubernetes.ts";
import { apiHost, frontPorts, partHosts, place } from "./parts.ts";
import type { SecretsOperator } from "./secrets-operator.ts";
import { startSecretsOperator } from "./secrets-operator.ts";
import type { RegionStage } from "./stage.ts";
import type { RegionValues } from "./values.ts";
import { clientClass, publicClass, regionValues, secretKeys } from "./values.ts";

export type Stage = Extract<RegionStage, { parts: unknown }>;
export type Region = {
  stage: Stage;
  values: RegionValues;
  balancer: Balancer;
  secrets: SecretsOperator;
  kubernetes: Kubernetes;
  databaseUrl: string;
  kubectl(...args: string[]): Promise<string>;
  helm(...args: string[]): Promise<string>;
  /** `helm upgrade --install` of the chart with the values, after it; further arguments as given. */
  install(values: object, ...args: string[]): Promise<string>;
  uninstall(): Promise<void>;
  tokenOf(email: string): Promise<string>;
  clientOf(email: string): Promise<ApiClient>;
  stop(): Promise<void>;
};

const namespace = "cogrion";
const password = randomBytes(12).toString("base64url");
let databases = 0;

/** What stands in the namespace of a region before its chart: authorities, a certificate, Keycloak as a service. */
const prepareNamespace = async (kubernetes: Kubernetes, { parts, node }: Stage): Promise<void> => {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const path = `api/v1/namespaces/${namespace}`;
  const metadataOf = (name: string) => ({ name, namespace });
  const { ca, client } = parts.certificates;
  await kubernetes.apply(path, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
  for (const name of ["database-ca", "trust"])
    await kubernetes.apply(`${path}/configmaps/${name}`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadataOf(name),
      data: { "ca.crt": ca },
    });
  await kubernetes.apply(`${path}/secrets/temporal-client`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadataOf("temporal-client"),
    stringData: { "tls.crt": client.certificate, "tls.key": client.key, "ca.crt": ca },
  });
  const port = { name: "http", port: frontPorts.keycloak };
  await kubernetes.apply(`${path}/services/keycloak-service`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf("keycloak-service"),
    spec: { ports: [port] },
  });
  await kubernetes.apply(`apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/keycloak-service`, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { ...metadataOf("keycloak-service"), labels: { "kubernetes.io/service-name": "keycloak-service" } },
    addressType: "IPv4",
    ports: [port],
    endpoints: [{ addresses: [node.network.gateway] }],
  });
};

export type OpenOptions = { addAfterSeconds?: number; removeAfterSeconds?: number };

/** A namespace, a database and a load balancer of a test file's own on the shared stage. */
export const openRegion = async (stage: Stage, options: OpenOptions = {}): Promise<Region> => {
  const { node, parts } = stage;
  const kubernetes = connectKubernetes(node.kubeconfig);
  await prepareNamespace(kubernetes, stage);
  const database = `region_${process.pid}_${++databases}`;
  await ensureDatabase(parts.postgresUrl, database);
  const url = new URL(parts.postgresUrl);
  url.pathname = database;
  const databaseUrl = url.href;
  url.host = `${partHosts.database}:${frontPorts.database}`;
  const secrets = startSecretsOperator(
    kubernetes,
    new Map([
      [secretKeys.DATABASE_URL, url.href],
      [secretKeys.KEYCLOAK_ADMIN_CLIENT_SECRET, parts.secrets.keycloakClientSecret],
      [secretKeys.CLOUDFLARE_API_TOKEN, parts.secrets.cloudflareApiToken],
    ]),
  );
  const balancer = await startBalancer({
    kubernetes,
    address: node.network.gateway,
    tls: parts.certificates.server,
    classes: [publicClass, clientClass],
    defaultHost: apiHost,
    ...options,
  });
  const kubectl = (...args: string[]): Promise<string> =>
    run(join(node.tools.kubernetes, "kubectl"), ["--kubeconfig", node.kubeconfig, "--namespace", namespace, ...args]);
  const helm = (...args: string[]): Promise<string> =>
    run(join(node.tools.helm, "helm"), ["--kubeconfig", node.kubeconfig, "--namespace", namespace, ...args]);

  const tokenOf = async (email: string): Promise<string> => {
    const realm = { url: parts.keycloakUrl, admin: parts.secrets.keycloakAdmin, region: place.region };
    await ensureUsers(realm, [{ email, firstName: "Test", lastName: "User", password }]);
    const grant = { grant_type: "password", client_id: "cogrion-cli", username: email, password, scope: "openid" };
    const body = new URLSearchParams(grant);
    const response = await fetch(`${parts.keycloakUrl}/realms/${place.region}/protocol/openid-connect/token`, {
      method: "POST",
      body,
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token === undefined) throw new Error(`no token for ${email}: ${JSON.stringify(answer)}`);
    return answer.access_token;
  };

  return {
    stage,
    values: regionValues(node.network.gateway, stage.images),
    balancer,
    secrets,
    kubernetes,
    databaseUrl,
    kubectl,
    helm,
    async install(values, ...args) {
      const file = join(node.folder, "values.json");
      await writeFile(file, JSON.stringify(values), { mode: 0o600 });
      const chart = join(checkoutFolder, "infra", "charts", "control-plane");
      return helm("upgrade", "--install", "region", chart, "--values", file, ...args);
    },
    async uninstall() {
      await helm("uninstall", "region", "--wait");
      // Helm waits for the Deployments; their pods drain for a while longer.
      await kubectl("wait", "--for=delete", "pod", "--all", "--timeout=120s");
    },
    tokenOf,
    async clientOf(email) {
      let token = await tokenOf(email);
      let readAt = Date.now();
      return createApiClient({
        baseUrl: balancer.origin,
        token: async () => {
          // Tokens live for five minutes.
          if (Date.now() - readAt > 120_000) [token, readAt] = [await tokenOf(email), Date.now()];
          return token;
        },
      });
    },
    async stop() {
      await helm("uninstall", "region", "--ignore-not-found").catch(() => undefined);
      await kubectl("delete", "pods", "--all", "--grace-period=0", "--force").catch(() => undefined);
      await kubectl("delete", "namespace", namespace, "--timeout=60s").catch(() => undefined);
      await balancer.stop();
      await secrets.stop();
      kubernetes.close();
    },
  };
};
