import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Miniflare } from "miniflare";
import type { EdgeApp, EdgeHost } from "@cogrion/edge-bundle/bundle";
import { bundle } from "@cogrion/edge-bundle/bundle";
import { compatibilityDate } from "@cogrion/edge-bundle/wrangler";
import type { ApiGatewayResult } from "@cogrion/edge/lambda/host";
import type { CloudFrontResult } from "@cogrion/edge/lambda-edge/host";
import type { LoadBalancerResult } from "@cogrion/edge/load-balancer/host";
import * as events from "./events.ts";

const repositoryFolder = join(import.meta.dirname, "..", "..", "..", "..");

/** An edge app as deployed, asked as its host asks it. */
export type TestHost = {
  name: string;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
};

export type TestWorker = TestHost & { put(key: string, value: string): Promise<void> };

type KvWriter = { put(key: string, value: string): Promise<void> };

const scriptOf = async (app: EdgeApp): Promise<string> =>
  Buffer.from(await bundle({ repositoryFolder, app, host: "cloudflare" })).toString("utf8");

/** The bundle in real workerd, with real KV; or any other module, to compare with. */
export const startWorkerHost = async (
  options: ({ app: EdgeApp } | { script: string }) & { bindings: Record<string, string>; port?: number },
): Promise<TestWorker> => {
  const miniflare = new Miniflare({
    modules: true,
    script: "app" in options ? await scriptOf(options.app) : options.script,
    // The Worker itself listens, without miniflare's own entry before it.
    unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port ?? 0 }],
    compatibilityDate,
    bindings: options.bindings,
    kvNamespaces: ["TENANT_ROUTES", "TENANT_ROUTES_DEV"],
  });
  await miniflare.ready;
  return {
    name: "Cloudflare Worker",
    fetch: async (target, init = {}) => {
      const response = await miniflare.dispatchFetch(target, { redirect: "manual", ...init } as never);
      const headers = new Headers([...response.headers].filter(([name]) => name !== "set-cookie"));
      for (const cookie of response.headers.getSetCookie()) headers.append("set-cookie", cookie);
      const body = Buffer.from(await response.arrayBuffer());
      return new Response(body.length === 0 ? null : body, { status: response.status, headers });
    },
    put: async (key, value) => {
      const { TENANT_ROUTES } = await miniflare.getBindings<{ TENANT_ROUTES: KvWriter }>();
      await TENANT_ROUTES.put(key, value);
    },
    stop: () => miniflare.dispose(),
  };
};

type Handler = (event: unknown) => Promise<ApiGatewayResult & CloudFrontResult>;

type LoadedBundle<Handler> = { handler: Handler; stop: () => Promise<void> };

/**
 * A bundle as a module of this process, in a folder of its own beside the packages that Lambda's
 * runtime brings.
 */
const loadBundle = async <Handler>(
  app: EdgeApp,
  host: EdgeHost,
  values: Record<string, string>,
): Promise<LoadedBundle<Handler>> => {
  const folder = await mkdtemp(join(tmpdir(), "cogrion-edge-"));
  await symlink(join(repositoryFolder, "node_modules"), join(folder, "node_modules"));
  const file = join(folder, `${host}.mjs`);
  await writeFile(file, await bundle({ repositoryFolder, app, host, values }));
  const { handler } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { handler: Handler };
  return { handler, stop: () => rm(folder, { recursive: true, force: true }) };
};

/** What stands behind a region's load balancer. It reads its environment when it is loaded. */
export const loadRegionalFunction = async (environment: Record<string, string>) => {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await loadBundle<(event: unknown) => Promise<LoadBalancerResult>>("auth-proxy", "load-balancer", {});
  } finally {
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
};

/** The bundles for Lambda in this process, called with the events that AWS sends. */
export const startLambdaHosts = async (options: {
  app: EdgeApp;
  values: Record<string, string>;
}): Promise<TestHost[]> => {
  const lambda = await loadBundle<Handler>(options.app, "lambda", options.values);
  const edge = await loadBundle<Handler>(options.app, "lambda-edge", options.values);
  const host = (
    name: string,
    { handler, stop }: LoadedBundle<Handler>,
    toEvent: (request: Request) => Promise<unknown>,
    toResponse: (result: ApiGatewayResult & CloudFrontResult) => Response | Promise<Response>,
  ): TestHost => ({
    name,
    stop,
    fetch: async (url, init) => toResponse(await handler(await toEvent(new Request(url, init)))),
  });
  return [
    host("API Gateway v2", lambda, events.version2EventOf, events.responseOfApiGateway),
    host("API Gateway v1", lambda, events.version1EventOf, events.responseOfApiGateway),
    host("Lambda@Edge viewer request", edge, events.cloudFrontEventOf("viewer-request"), events.responseOfCloudFront),
    host("Lambda@Edge origin request", edge, events.cloudFrontEventOf("origin-request"), events.responseOfCloudFront),
  ];
};
