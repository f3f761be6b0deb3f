import { createHash } from "node:crypto";
import type { EdgeApp, EdgeHost } from "./bundle.ts";
import { bundle, edgeApps, edgeHosts, maxBundleBytes } from "./bundle.ts";
import type { EdgeSettings } from "./settings.ts";
import { wranglerConfigOf } from "./wrangler.ts";
import { cacheBehaviors } from "@cogrion/auth-proxy/doors/cloudfront";
import { defaultAction, listenerRulesOf } from "@cogrion/auth-proxy/regional/listener-rules";
import { parseRegionId, regionalHostOf } from "@cogrion/domain";
import type { DashboardDeployable } from "./dashboard/deployable.ts";
import { functionZipOf } from "./zip.ts";

/** One thing to deploy. The keys of `files` are paths in the folder `{app}/{host}`. */
export type Deployable = {
  app: EdgeApp;
  host: EdgeHost;
  /** Size of the minified bundle. */
  bundleBytes: number;
  maxBundleBytes: number;
  /** Base64, like Lambda's `CodeSha256`; of the bundle itself if nothing is zipped. */
  codeSha256: string;
  files: Record<string, Uint8Array | string>;
};

/** One lookup serves both environments, so dev has no separate one. */
const isDeployed = (app: EdgeApp, { environment }: EdgeSettings): boolean =>
  app === "auth-proxy" || environment === "prod";

export const buildDeployables = async (options: {
  repositoryFolder: string;
  hosts: readonly EdgeHost[];
  settings: EdgeSettings;
}): Promise<Deployable[]> => {
  const { repositoryFolder, hosts, settings } = options;
  const chosen = edgeApps
    .filter((app) => isDeployed(app, settings))
    .flatMap((app) => edgeHosts[app].filter((host) => hosts.includes(host)).map((host) => ({ app, host })));
  return Promise.all(
    chosen.map(async ({ app, host }): Promise<Deployable> => {
      const values = app === "auth-proxy" ? settings.proxy : settings.lookup;
      const contents = await bundle({ repositoryFolder, app, host, values });
      const code = host === "cloudflare" ? contents : functionZipOf(contents);
      const codeSha256 = createHash("sha256").update(code).digest("base64");
      return {
        app,
        host,
        bundleBytes: contents.length,
        maxBundleBytes: maxBundleBytes[app],
        codeSha256,
        files:
          host === "cloudflare"
            ? { "index.mjs": code, "wrangler.json": jsonOf(wranglerConfigOf(app, settings)) }
            : {
                "function.zip": code,
                ...environmentFilesOf(host, values, settings),
                ...doorFilesOf(app, host, settings),
              },
      };
    }),
  );
};

/**
 * For `aws lambda create-function --environment file://…`. A function at the edge contains its
 * values.
 */
const environmentFilesOf = (
  host: EdgeHost,
  values: Record<string, string>,
  { proxy, regions }: EdgeSettings,
): Record<string, string> => {
  if (host === "lambda") return { "environment.json": jsonOf({ Variables: values }) };
  if (host !== "load-balancer") return {};
  const { ENVIRONMENT, REGIONS } = proxy;
  return Object.fromEntries(
    regions.map((REGION) => [`environment.${REGION}.json`, jsonOf({ Variables: { ENVIRONMENT, REGIONS, REGION } })]),
  );
};

/** What has to be in front of the function, from the table of paths. */
const doorFilesOf = (app: EdgeApp, host: EdgeHost, { environment, regions }: EdgeSettings): Record<string, string> => {
  if (app !== "auth-proxy") return {};
  if (host === "lambda-edge") return { "behaviors.json": jsonOf(cacheBehaviors()) };
  if (host !== "load-balancer") return {};
  return Object.fromEntries(
    regions.map(parseRegionId).map((region) => {
      const rules = listenerRulesOf(regionalHostOf("auth", { environment, region }), region);
      return [`rules.${region}.json`, jsonOf({ rules, defaultAction })];
    }),
  );
};

const jsonOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What was built, without the files themselves. */
export const manifestOf = (
  environment: string,
  deployables: readonly Deployable[],
  dashboard: DashboardDeployable,
): string =>
  jsonOf({
    environment,
    deployables: deployables.map(({ files, ...each }) => ({ ...each, files: Object.keys(files) })),
    dashboard,
  });
