import { join } from "node:path";
import { build } from "esbuild";

export const edgeApps = ["tenant-lookup", "auth-proxy"] as const;
export type EdgeApp = (typeof edgeApps)[number];
export const edgeHostNames = ["cloudflare", "lambda", "lambda-edge", "load-balancer"] as const;
export type EdgeHost = (typeof edgeHostNames)[number];

/**
 * What is deployed of each app. Only the proxy's regional side is behind a region's load balancer.
 */
export const edgeHosts: Record<EdgeApp, readonly EdgeHost[]> = {
  "tenant-lookup": ["cloudflare", "lambda", "lambda-edge"],
  "auth-proxy": ["cloudflare", "lambda", "lambda-edge", "load-balancer"],
};

/** Largest minified bundle, in bytes. */
export const maxBundleBytes: Record<EdgeApp, number> = { "tenant-lookup": 50_000, "auth-proxy": 100_000 };

const variables = [
  "ENVIRONMENT",
  "REGIONS",
  "LOCAL_ORIGIN",
  "DEADLINE_SECONDS",
  "ROUTES_TABLE",
  "ROUTES_TABLE_REGIONS",
  "ROUTES_TABLE_DEV",
  "ROUTES_TABLE_DEV_REGIONS",
];
// Lambda@Edge has the runtime's variables, and no others.
const runtimeVariables = new Set(["AWS_REGION"]);

export type BundleOptions = {
  repositoryFolder: string;
  app: EdgeApp;
  host: EdgeHost;
  /**
   * Put into the Lambda@Edge bundle, which has no environment variables; the other hosts read
   * theirs when they start.
   */
  values?: Record<string, string>;
};

/** One minified ES module. It does not include the AWS SDK, which Lambda's Node runtime has. */
export const bundle = async ({ repositoryFolder, app, host, values }: BundleOptions): Promise<Uint8Array> => {
  const define = Object.fromEntries(
    variables.map((name) => [`process.env.${name}`, JSON.stringify(values?.[name]) ?? "undefined"]),
  );
  const { outputFiles } = await build({
    entryPoints: [join(repositoryFolder, "apps", app, "src", `${host}.ts`)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: host === "cloudflare" ? "neutral" : "node",
    mainFields: ["module", "main"],
    target: "es2024",
    external: ["@aws-sdk/*"],
    logLevel: "silent",
    ...(host === "lambda-edge" ? { define } : {}),
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild wrote nothing");
  if (host === "lambda-edge") checkNothingIsLeft(file.text);
  return file.contents;
};

const checkNothingIsLeft = (text: string): void => {
  const left = [...text.matchAll(/process\.env\b(?:\.(\w+))?/g)].map(([whole, name]) => name ?? whole);
  const unknown = left.filter((name) => !runtimeVariables.has(name));
  if (unknown.length > 0) throw new Error(`No value replaces ${[...new Set(unknown)].join(", ")}`);
};
