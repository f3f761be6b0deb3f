import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cloudFrontEventOf, version2EventOf } from "@cogrion/testing/edge/events";

const run = promisify(execFile);
const repositoryFolder = join(import.meta.dirname, "..", "..", "..");
const wrangler = join(dirname(fileURLToPath(import.meta.resolve("wrangler/package.json"))), "bin", "wrangler.js");
const given = [
  `CLOUDFLARE_KV_NAMESPACE_ID=${"a".repeat(32)}`,
  `CLOUDFLARE_KV_NAMESPACE_ID_DEV=${"b".repeat(32)}`,
  "ROUTES_TABLE=routes-prod",
  "ROUTES_TABLE_REGIONS=ap-southeast-1,eu-central-1",
  "ROUTES_TABLE_DEV=routes-dev",
];
const deployed = [
  { app: "tenant-lookup", maxBytes: 50_000 },
  { app: "auth-proxy", maxBytes: 100_000 },
] as const;

let folder: string;
let prod: string;
const build = (out: string, settings: readonly string[], options: { cwd: string; TZ: string }) =>
  run(
    process.execPath,
    [
      join(import.meta.dirname, "main.ts"),
      "--environment",
      "prod",
      "--out",
      out,
      ...settings.flatMap((each) => ["--set", each]),
    ],
    { cwd: options.cwd, env: { PATH: process.env["PATH"], TZ: options.TZ } },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-deployables-"));
  prod = join(folder, "first", "prod");
  await build(join(folder, "first"), given, { cwd: repositoryFolder, TZ: "UTC" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hashesOf = async (root: string): Promise<Record<string, string>> => {
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  const hash = async (file: string) =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("base64");
  return Object.fromEntries(await Promise.all(paths.map(async (file) => [file.slice(root.length), await hash(file)])));
};

test("another folder, another time zone and another day give the same bytes", async () => {
  await build(join(folder, "second"), given, { cwd: folder, TZ: "Asia/Singapore" });
  const first = await hashesOf(join(folder, "first"));
  expect(Object.keys(first)).toContain("/prod/auth-proxy/lambda-edge/function.zip");
  expect(await hashesOf(join(folder, "second"))).toEqual(first);
});

test("a build that lacks settings says which, and leaves the last one as it is", async () => {
  const before = await hashesOf(prod);
  const refused = build(join(folder, "first"), given.slice(1, 4), { cwd: folder, TZ: "UTC" });
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: "The settings are not valid:\n  CLOUDFLARE_KV_NAMESPACE_ID: is not set\n  ROUTES_TABLE_DEV: is not set\n",
  });
  expect(await hashesOf(prod)).toEqual(before);
});

describe.each(deployed)("$app", ({ app, maxBytes }) => {
  const dryRun = async (config: string, outdir: string): Promise<string> => {
    const args = [wrangler, "deploy", "--dry-run", "--config", config, "--outdir", outdir];
    const env = { PATH: process.env["PATH"], HOME: folder, CI: "1", WRANGLER_SEND_METRICS: "false" };
    const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env });
    return stdout + stderr;
  };

  test("is taken by wrangler as it was built, without a warning, within its size", async () => {
    const outdir = join(folder, `upload-${app}`);
    const said = await dryRun(join(prod, app, "cloudflare", "wrangler.json"), outdir);
    expect(said).toContain("--dry-run: exiting now.");
    expect(said).toContain(`env.TENANT_ROUTES (${"a".repeat(32)})`);
    expect(said).not.toMatch(/warning|error/i);
    const upload = await readFile(join(outdir, "index.mjs"));
    expect(upload).toEqual(await readFile(join(prod, app, "cloudflare", "index.mjs")));
    expect(upload.length).toBeLessThan(maxBytes);
  });

  test("and wrangler would say what is wrong with it", async () => {
    const config: Record<string, unknown> = JSON.parse(
      await readFile(join(prod, app, "cloudflare", "wrangler.json"), "utf8"),
    );
    const wrong = join(prod, app, "cloudflare", "wrong.json");
    await writeFile(wrong, JSON.stringify({ ...config, compatibility: "2026-01-01" }));
    expect(await dryRun(wrong, join(folder, "wrong"))).toMatch(/warning[^]*"compatibility"/i);
    await rm(wrong);
  });
});

const unpacked = async (app: string, host: string): Promise<string> => {
  const target = join(folder, `${app}-${host}`);
  // Read with another program than the library that wrote it.
  await run("python3", ["-m", "zipfile", "-e", join(prod, app, host, "function.zip"), target]);
  expect(await readdir(target)).toEqual(["index.mjs"]);
  await symlink(join(repositoryFolder, "node_modules"), join(target, "node_modules"));
  return join(target, "index.mjs");
};

/** The function in a Node process with only the given environment. */
const call = async (module: string, event: unknown, environment: Record<string, string>) => {
  const script = `const { handler } = await import(process.argv[1]); console.log(JSON.stringify(await handler(JSON.parse(process.argv[2]))));`;
  const args = ["--input-type=module", "-e", script, module, JSON.stringify(event)];
  const { stdout } = await run(process.execPath, args, { env: environment });
  return JSON.parse(stdout) as { status?: string; statusCode?: number };
};

describe("the packages of Lambda", () => {
  const scopes: string[] = [];
  const dynamodb = createServer((request, response) => {
    scopes.push(/Credential=\w+\/\d+\/([^/]+)\/dynamodb/.exec(request.headers.authorization ?? "")?.[1] ?? "none");
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
  });
  let runtime: Record<string, string>;
  beforeAll(async () => {
    await new Promise<void>((resolve) => dynamodb.listen(0, "127.0.0.1", resolve));
    const { port } = dynamodb.address() as AddressInfo;
    runtime = {
      AWS_REGION: "eu-north-1",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "example",
    };
  });
  afterAll(() => new Promise((resolve) => dynamodb.close(resolve)));

  const asked = {
    "tenant-lookup": "https://cplane.cogrion.com/lookup?tenant=w-nobody",
    "auth-proxy": "https://auth.cogrion.com/.well-known/openid-configuration?tenant=w-nobody",
  };

  test.each(deployed)(
    "$app at the edge starts without an environment, and asks the nearest replica",
    async ({ app }) => {
      const event = await cloudFrontEventOf("origin-request")(new Request(asked[app]));
      scopes.length = 0;
      expect(await call(await unpacked(app, "lambda-edge"), event, runtime)).toMatchObject({ status: "404" });
      expect(scopes).toEqual(["eu-central-1"]);
    },
  );

  test.each(deployed)("$app behind API Gateway starts with the environment beside its package", async ({ app }) => {
    const event = await version2EventOf(new Request(asked[app]));
    const file = await readFile(join(prod, app, "lambda", "environment.json"), "utf8");
    const { Variables } = JSON.parse(file) as { Variables: Record<string, string> };
    scopes.length = 0;
    const result = await call(await unpacked(app, "lambda"), event, { ...Variables, ...runtime });
    expect(result).toMatchObject({ statusCode: 404 });
    expect(scopes).toEqual(["eu-central-1"]);
  });
});
