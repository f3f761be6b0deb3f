/** Complete and valid values of one region in dev; digests and addresses are invented. */
export const digestOf = (character: string): string => `sha256:${character.repeat(64)}`;

const certificateArnOf = (digit: string): string =>
  `arn:aws:acm:ap-southeast-1:111111111111:certificate/0b0c0d0e-0000-4000-8000-00000000000${digit}`;

export const controlPlaneValues = {
  environment: {
    ENVIRONMENT: "dev",
    REGION: "sgp-1",
    BASE_DOMAIN: "cplane.dev.sgp-1.cogrion.com",
    WORKSPACE_DOMAIN: "dev.sgp-1.cogrion.com",
    AUTH_DOMAIN: "auth.dev.sgp-1.cogrion.com",
    TEMPORAL_DOMAIN: "temporal.dev.sgp-1.cogrion.com",
    REGIONS: '{"primary":"sgp-1","regions":{"sgp-1":{"location":"Singapore","awsRegion":"ap-southeast-1"}}}',
    TRUSTED_PRINCIPAL_ARN: "arn:aws:iam::111111111111:role/cogrion-dev-sgp-1-worker",
    TRUSTED_PROXIES: "10.0.0.0/16",
    TEMPORAL_ADDRESS: "temporal-frontend.temporal.svc.cluster.local:7233",
    KEYCLOAK_ADMIN_URL: "http://keycloak-service:8080",
    AWS_REGION: "ap-southeast-1",
    CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
    CLOUDFLARE_KV_NAMESPACE_ID: "00000000000000000000000000000001",
    SMTP_HOST: "email-smtp.ap-southeast-1.amazonaws.com",
    MAIL_FROM: "no-reply@dev.cogrion.com",
  },
  secrets: {
    store: "region",
    keys: {
      DATABASE_URL: "cogrion/dev/sgp-1/database-url",
      INTER_REGION_SERVICE_TOKEN: "cogrion/dev/sgp-1/inter-region-token",
      KEYCLOAK_ADMIN_CLIENT_SECRET: "cogrion/dev/sgp-1/keycloak-client-secret",
      CLOUDFLARE_API_TOKEN: "cogrion/dev/sgp-1/cloudflare-api-token",
    },
  },
  files: { databaseCaConfigMap: "rds-ca", temporalTlsSecret: "temporal-client" },
  api: { image: { repository: "registry.example/cogrion/control-plane", digest: digestOf("a") } },
  worker: {
    image: { repository: "registry.example/cogrion/worker" },
    versions: [
      { name: "v1", digest: digestOf("b"), replicas: 1 },
      { name: "v2", digest: digestOf("c"), replicas: 2 },
    ],
    serviceAccountRoleArn: "arn:aws:iam::111111111111:role/cogrion-dev-sgp-1-worker",
  },
  loadBalancer: {
    cidrs: ["10.0.0.0/20", "10.0.16.0/20"],
    certificateArns: {
      public: certificateArnOf("1"),
      internal: certificateArnOf("2"),
      agent: certificateArnOf("3"),
    },
    logBucket: "cogrion-dev-sgp-1-logs",
  },
  agent: { enabled: true, host: "cplane-alb.dev.sgp-1.cogrion.com" },
  networkPolicy: { databaseCidrs: ["10.0.32.0/20"] },
  monitoring: { ruleGroups: [{ name: "api", rules: [{ alert: "ApiDown", expr: "up == 0" }] }] },
};

export const bffValues = {
  image: { repository: "registry.example/cogrion/bff", digest: digestOf("d") },
  environment: {
    WORKSPACE_ID: "w-acme",
    CPLANE_API_URL: "https://cplane.dev.sgp-1.cogrion.com",
    BFF_URL: "https://bff.w-acme.dev.sgp-1.cogrion.com",
  },
  workspaceTokenSecret: "workspace-token",
  ingress: { className: "nginx", tlsSecret: "bff-tls" },
};
