import { randomBytes } from "node:crypto";
import { startLambdaHosts, startWorkerHost } from "@cogrion/testing/edge/hosts";
import type { TestHost, TestWorker } from "@cogrion/testing/edge/hosts";
import { createRoutesTable } from "@cogrion/testing/edge/routes-table";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { vi } from "vitest";
import { startLoadBalancer } from "./load-balancer.ts";
import { edgeStand } from "./stand.ts";

export const hostNames = [
  "Cloudflare Worker",
  "API Gateway v2",
  "API Gateway v1",
  "Lambda@Edge viewer request",
  "Lambda@Edge origin request",
] as const;
export type HostName = (typeof hostNames)[number];

export type ProxyHosts = {
  of(name: HostName): TestHost;
  worker: TestWorker;
  stop(): Promise<void>;
};

/**
 * In each store: a route, one whose region is not valid, and one whose region is not one of ours.
 */
const routes = {
  "w-acme": JSON.stringify({ region: "sgp-1", bff_url: "http://bff.w-acme.local.sgp-1.cogrion.localhost:3001" }),
  "w-broken": JSON.stringify({ region: "evil.example/" }),
  "w-master": JSON.stringify({ region: "master" }),
  "w-moved": JSON.stringify({
    region: "atlantis-1",
    bff_url: "http://bff.w-moved.local.atlantis-1.cogrion.localhost:3001",
  }),
  "w-text": "{",
};
export const damagedTenants = ["w-broken", "w-master", "w-moved", "w-text"];

/**
 * The sign-in proxy on every host in front of both regions, and each region's load balancer. In the
 * region `down-1` nothing responds.
 */
export const startProxyHosts = async (options: {
  globalOrigin: string;
  /** Address of the Worker, for a browser or a socket. */
  port?: number;
  deadlineSeconds?: number;
  moreRegions?: Record<string, string>;
}): Promise<ProxyHosts> => {
  const { regions, awsEndpointUrl } = edgeStand();
  const [closedPort = 0] = await freePorts(1);
  const upstreams = {
    ...Object.fromEntries(regions.map(({ id, origin }) => [id, origin])),
    "down-1": `http://127.0.0.1:${closedPort}`,
    ...options.moreRegions,
  };
  const values = {
    ENVIRONMENT: "local",
    LOCAL_ORIGIN: options.globalOrigin,
    REGIONS: Object.entries(upstreams)
      .map(([id, origin]) => `${id}=${origin}`)
      .join(","),
    DEADLINE_SECONDS: String(options.deadlineSeconds ?? 20),
  };
  const onAws = { ...values, ROUTES_TABLE: `routes-${randomBytes(4).toString("hex")}` };
  const aws = {
    AWS_ENDPOINT_URL: awsEndpointUrl,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: cogrionAccessKeyId,
    AWS_SECRET_ACCESS_KEY: "test",
  };
  for (const [name, value] of Object.entries({ ...onAws, ...aws })) vi.stubEnv(name, value);
  // One after the other, because each reads this process's environment when it is loaded.
  const loadBalancers = [await startLoadBalancer(regions[0], values), await startLoadBalancer(regions[1], values)];
  const worker = await startWorkerHost({
    app: "auth-proxy",
    bindings: values,
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const lambdas = await startLambdaHosts({ app: "auth-proxy", values: onAws });
  for (const [tenant, route] of Object.entries(routes)) await worker.put(tenant, route);
  await createRoutesTable(onAws.ROUTES_TABLE, routes);
  const hosts = [worker, ...lambdas];
  return {
    worker,
    of: (name) => {
      const host = hosts.find((each) => each.name === name);
      if (host === undefined) throw new Error(`no host ${name}`);
      return host;
    },
    stop: async () => {
      for (const each of [...hosts, ...loadBalancers]) await each.stop();
      vi.unstubAllEnvs();
    },
  };
};
