import { appEnvironmentsOf } from "@cogrion/local-stack/region/app-environment";
import { edgeEnvironmentOf } from "@cogrion/local-stack/edge/env";
import { lambdaEnvironmentOf, lookupEdgeOf, lookupWorkerOf } from "@cogrion/local-stack/edge/lookup";
import { regionTableOf } from "@cogrion/local-stack/region/table";
import { signInWorkerOf } from "@cogrion/local-stack/edge/sign-in";
import { cloudflareAccountId, routesNamespaceId } from "@cogrion/local-stack/stack/region-options";
import { apiUrlOf, regionalPortsOf, sharedPortsOf } from "@cogrion/local-stack/stack/ports";
import { pins } from "@cogrion/local-stack/toolchain/pins";
import type { RegionId } from "@cogrion/domain";
import { emulatorEnvironmentOf } from "@cogrion/emulators/aws/env";
import { workersEnvironmentOf } from "@cogrion/emulators/cloudflare/env";
import { mailEnvironmentOf } from "@cogrion/emulators/mail/env";
import { stringify } from "yaml";

export const composeFile = "infra/compose.yaml";

const region = regionTableOf("local").primary as RegionId;
const ports = { ...regionalPortsOf(0, 0), ...sharedPortsOf(0) };
const loopback = "127.0.0.1";

/** What a person gives, in a file `.env` beside the compose file. Compose refuses to start without one of them. */
export const composeSecrets = [
  "POSTGRES_PASSWORD",
  "KEYCLOAK_ADMIN_PASSWORD",
  "KEYCLOAK_CLIENT_SECRET",
  "CLOUDFLARE_API_TOKEN",
  "USER_PASSWORD",
] as const;
const secret = (name: (typeof composeSecrets)[number]): string => `\${${name}:?is missing; see the top of this file}`;

type Service = Record<string, unknown>;
type After = Record<string, "service_healthy" | "service_completed_successfully" | "service_started">;

const lookupPorts = {
  front: ports["edge-lookup"],
  worker: ports["edge-lookup-worker"],
  lambda: ports["edge-lookup-lambda"],
};

/** The same health checks as `up`, at the part's own pace. */
const healthy = (test: readonly string[]): Service => ({
  healthcheck: { test, interval: "3s", timeout: "3s", retries: 5, start_period: "120s" },
});
const answers = (port: number, path: string): Service =>
  healthy([
    "CMD",
    "node",
    "-e",
    `fetch('http://${loopback}:${port}${path}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
  ]);

/** Every part is in one network namespace, so that each finds the others on loopback, as in `up`. */
const part = (service: Service, after: After = {}): Service => ({
  network_mode: "service:network",
  restart: "unless-stopped",
  init: true,
  depends_on: Object.fromEntries(
    Object.entries({ network: "service_started", ...after }).map(([name, condition]) => [name, { condition }]),
  ),
  ...service,
});

const local = (program: string, environment: Record<string, string>, more: Service = {}, after: After = {}): Service =>
  part({ image: "cogrion/local", command: [program], environment, ...more }, after);

const vendorParts = (): Record<string, Service> => ({
  postgres: part({
    image: `docker.io/library/postgres:${pins.postgres.version}`,
    command: ["-p", String(ports.postgres), "-c", `listen_addresses=${loopback}`, "-c", "max_connections=200"],
    environment: { POSTGRES_USER: "cogrion", POSTGRES_DB: "cogrion", POSTGRES_PASSWORD: secret("POSTGRES_PASSWORD") },
    configs: [{ source: "databases", target: "/docker-entrypoint-initdb.d/databases.sql" }],
    volumes: ["postgres:/var/lib/postgresql"],
    ...healthy(["CMD", "pg_isready", "-h", loopback, "-p", String(ports.postgres), "-U", "cogrion"]),
  }),
  keycloak: part(
    {
      image: `quay.io/keycloak/keycloak:${pins.keycloak.version}`,
      command: [
        ["start", "--http-enabled=true", "--http-host=0.0.0.0", `--http-port=${ports.keycloak}`, "--cache=local"],
        [`--http-management-port=${ports["keycloak-management"]}`, `--hostname=http://localhost:${ports.keycloak}`],
        ["--proxy-headers=xforwarded", "--log-level=warn"],
      ].flat(),
      environment: {
        KC_DB: "postgres",
        KC_DB_URL: `jdbc:postgresql://${loopback}:${ports.postgres}/keycloak`,
        KC_DB_USERNAME: "cogrion",
        KC_DB_PASSWORD: secret("POSTGRES_PASSWORD"),
        KC_DB_POOL_MAX_SIZE: "20",
        KC_HEALTH_ENABLED: "true",
        KC_BOOTSTRAP_ADMIN_USERNAME: "admin",
        KC_BOOTSTRAP_ADMIN_PASSWORD: secret("KEYCLOAK_ADMIN_PASSWORD"),
      },
      // The image has no HTTP client.
      ...healthy([
        "CMD",
        "bash",
        "-c",
        `exec 3<>/dev/tcp/${loopback}/${ports["keycloak-management"]} && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q 200`,
      ]),
    },
    { postgres: "service_healthy" },
  ),
  temporal: part({
    image: `docker.io/temporalio/temporal:${pins.temporal.version}`,
    command: [
      ["server", "start-dev", "--ip", loopback, "--log-level", "warn", "--namespace", "cogrion"],
      ["--port", String(ports.temporal), "--http-port", String(ports["temporal-http"])],
      ["--metrics-port", String(ports["temporal-metrics"]), "--ui-port", String(ports["temporal-ui"])],
      ["--ui-ip", "0.0.0.0", "--db-filename", "/data/temporal.db"],
    ].flat(),
    volumes: ["temporal:/data"],
    ...healthy(
      [
        ["CMD", "temporal", "operator", "namespace", "describe"],
        ["--address", `${loopback}:${ports.temporal}`, "-n", "cogrion"],
      ].flat(),
    ),
  }),
  openbao: part({
    image: `docker.io/openbao/openbao:${pins.openbao.version}`,
    command: ["server", "-config=/etc/openbao.json", "-log-level=warn"],
    configs: [{ source: "openbao", target: "/etc/openbao.json" }],
    volumes: ["openbao:/data"],
    // Also before it is initialised and while it is sealed.
    ...healthy([
      "CMD-SHELL",
      `wget -q -O /dev/null 'http://${loopback}:${ports.openbao}/v1/sys/health?sealedcode=200&uninitcode=200&standbyok=true'`,
    ]),
  }),
});

const emulatedParts = (): Record<string, Service> => ({
  aws: local(
    "packages/emulators/src/aws/main.ts",
    emulatorEnvironmentOf({
      ports: { endpoint: ports.aws, moto: ports.moto, dns: ports.dns, delegatedDns: ports["delegated-dns"] },
      dataFolder: "/data",
      python: "/opt/moto/bin/python",
      hasFaults: false,
      issueDelaySeconds: 2,
    }),
    { volumes: ["aws:/data"], ...answers(ports.aws, "/_strict/ready") },
  ),
  workers: local(
    "packages/emulators/src/cloudflare/main.ts",
    workersEnvironmentOf({
      apiPort: ports.workers,
      runtimePort: ports["workers-runtime"],
      persistFolder: "/data",
      apiToken: secret("CLOUDFLARE_API_TOKEN"),
      accountId: cloudflareAccountId,
      namespaceId: routesNamespaceId,
      apps: [lookupWorkerOf(lookupPorts), signInWorkerOf(ports["sign-in"], [{ region, keycloakPort: ports.keycloak }])],
      repositoryFolder: "/source",
    }),
    { volumes: ["workers:/data"], ...answers(ports.workers, "/ready") },
  ),
  mail: local(
    "packages/emulators/src/mail/main.ts",
    mailEnvironmentOf({ ports: { smtp: ports["mail-smtp"], http: ports.mail }, folder: "/data" }),
    { volumes: ["mail:/data"], ...answers(ports.mail, "/ready") },
  ),
  edge: local(
    "packages/local-stack/src/edge/main.ts",
    {
      ...lambdaEnvironmentOf(`http://${loopback}:${ports.aws}`),
      ...edgeEnvironmentOf({
        ...lookupEdgeOf(lookupPorts),
        folder: "/data",
        dnsServer: `${loopback}:${ports.dns}`,
      }),
    },
    { volumes: ["edge:/data"], ...answers(lookupPorts.front, "/_edge/ready") },
    { prepared: "service_completed_successfully" },
  ),
});

const apps = (): Record<string, Service> => {
  const { controlPlane, worker } = appEnvironmentsOf({
    place: { environment: "local", region },
    addresses: {
      publicPort: ports["control-plane"],
      internalPort: ports["control-plane-internal"],
      opsPort: ports["control-plane-ops"],
      workerOpsPort: ports["worker-ops"],
      bffPort: ports.bff,
      keycloakPort: ports.keycloak,
      temporalUiPort: ports["temporal-ui"],
      temporalAddress: `${loopback}:${ports.temporal}`,
      databaseUrl: `postgres://cogrion:${secret("POSTGRES_PASSWORD")}@${loopback}:${ports.postgres}/cogrion`,
      awsEndpointUrl: `http://${loopback}:${ports.aws}`,
      dnsServer: `${loopback}:${ports.dns}`,
      delegatedDnsServer: `${loopback}:${ports["delegated-dns"]}`,
      cloudflareBaseUrl: `http://${loopback}:${ports.workers}/client/v4`,
      smtp: { host: loopback, port: ports["mail-smtp"] },
    },
    secrets: {
      interRegionToken: "",
      keycloakClientSecret: secret("KEYCLOAK_CLIENT_SECRET"),
      cloudflare: {
        accountId: cloudflareAccountId,
        apiToken: secret("CLOUDFLARE_API_TOKEN"),
        namespaceId: routesNamespaceId,
      },
    },
    apiUrls: { [region]: apiUrlOf(ports) },
    primaryUrl: undefined,
  });
  // One region: no other one asks it.
  const { INTER_REGION_TOKEN_HASHES: _, ...alone } = controlPlane;
  const built = (name: string): Service => ({
    image: `cogrion/${name}`,
    build: { context: "..", dockerfile: `infra/images/${name}.Dockerfile` },
  });
  const prepared: After = { prepared: "service_completed_successfully" };
  return {
    worker: part({ ...built("worker"), environment: worker, ...answers(ports["worker-ops"], "/readyz") }, prepared),
    "control-plane": part(
      {
        ...built("control-plane"),
        // Published, so not on loopback alone.
        environment: { ...alone, BIND_ADDRESS: "0.0.0.0" },
        ...answers(ports["control-plane-ops"], "/readyz"),
      },
      prepared,
    ),
    bff: part(
      {
        ...built("bff"),
        // Until a workspace and its token are there, it has nothing to serve.
        profiles: ["bff"],
        environment: {
          WORKSPACE_ID: "${WORKSPACE_ID:-w-acme}",
          CPLANE_API_URL: apiUrlOf(ports),
          WORKSPACE_TOKEN_FILE: "/run/secrets/workspace_token",
          BFF_URL: `http://bff.\${WORKSPACE_ID:-w-acme}.local.${region}.cogrion.localhost:${ports.bff}`,
          CONFIG_CACHE_FILE: "/tmp/config.json",
          PORT: String(ports.bff),
          BIND_ADDRESS: "0.0.0.0",
        },
        secrets: ["workspace_token"],
        ...answers(ports.bff, "/healthz"),
      },
      { "control-plane": "service_healthy" },
    ),
  };
};

const published = [ports["control-plane"], ports.bff, ports.keycloak, ports["temporal-ui"]];

/** The stack of `up` as a Compose file: the same parts, versions, ports and health checks. */
export const composeDocument = (): object => ({
  name: "cogrion",
  services: {
    network: {
      image: "cogrion/local",
      build: { context: "..", dockerfile: "infra/local.Dockerfile" },
      command: ["-e", "setInterval(() => undefined, 2 ** 30)"],
      init: true,
      restart: "unless-stopped",
      ports: published.map((port) => `${loopback}:${port}:${port}`),
    },
    ...vendorParts(),
    ...emulatedParts(),
    prepared: local(
      "packages/local-stack/src/compose/prepare.ts",
      {
        KEYCLOAK_ADMIN_PASSWORD: secret("KEYCLOAK_ADMIN_PASSWORD"),
        KEYCLOAK_CLIENT_SECRET: secret("KEYCLOAK_CLIENT_SECRET"),
        USER_PASSWORD: secret("USER_PASSWORD"),
        REGION: region,
        OPENBAO_FOLDER: "/data",
      },
      { restart: "no", volumes: ["openbao-keys:/data"] },
      { keycloak: "service_healthy", openbao: "service_healthy", aws: "service_healthy", mail: "service_healthy" },
    ),
    ...apps(),
  },
  configs: {
    databases: { content: "create database keycloak;\n" },
    openbao: {
      content: JSON.stringify({
        storage: { raft: { path: "/data", node_id: "local", performance_multiplier: "1" } },
        listener: { tcp: { address: `${loopback}:${ports.openbao}`, tls_disable: true } },
        api_addr: `http://${loopback}:${ports.openbao}`,
        cluster_addr: `https://${loopback}:${ports["openbao-cluster"]}`,
        disable_mlock: true,
        ui: false,
      }),
    },
  },
  secrets: { workspace_token: { file: "${WORKSPACE_TOKEN_FILE:-./workspace-token}" } },
  volumes: Object.fromEntries(
    ["postgres", "temporal", "openbao", "openbao-keys", "aws", "workers", "mail", "edge"].map((name) => [name, {}]),
  ),
});

const preamble = `# Generated by tools/develop/src/compose/emit.ts; do not edit.
# The stack of ./cogrion up in containers: the same parts, versions, ports and health checks.
# Secrets are in a file .env beside this one, each made by \`openssl rand -hex 24\`:
#   ${composeSecrets.join(", ")}
# docker compose --file infra/compose.yaml up --build --wait
# The BFF starts once its workspace has a token: WORKSPACE_TOKEN_FILE=… docker compose --profile bff up
`;

export const composeText = (): string =>
  preamble + stringify(composeDocument(), { lineWidth: 0, aliasDuplicateObjects: false });
