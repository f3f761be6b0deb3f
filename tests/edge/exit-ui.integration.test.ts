import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import type { HostDifference } from "@cogrion/edge-migration/hosts/answers";
import { backfillUi } from "@cogrion/edge-migration/ui/backfill";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readBundle } from "@cogrion/operate/edge/bundle";
import { zoneName } from "@cogrion/testing/dns-hosts";
import type { UiHosts } from "@cogrion/testing/ui-hosts";
import { startUiHosts } from "@cogrion/testing/ui-hosts";

let hosts: UiHosts;
beforeAll(async () => {
  hosts = await startUiHosts();
});
afterAll(() => hosts?.stop());

const main = join(import.meta.dirname, "..", "..", "tools", "develop", "src", "main.ts");
type Ran = { code: number; stdout: string; stderr: string };
const start = (args: readonly string[], environment?: Record<string, string>) => {
  const env = { ...hosts.dns.environment, AWS_ENDPOINT_URL: hosts.gate.url, ENVIRONMENT: "prod", ...environment };
  const { promise, resolve } = Promise.withResolvers<Ran>();
  const child = execFile(process.execPath, [main, "edge", ...args], { env }, (_, stdout, stderr) =>
    resolve({ code: child.exitCode ?? -1, stdout, stderr }),
  );
  return { child, ended: promise };
};
const run = (...args: string[]): Promise<Ran> => start(args).ended;
const backfillOf = (bundle: string, ...more: string[]): string[] =>
  ["backfill", "ui", "--bundle", bundle, "--bucket", hosts.bucket, "--json"].concat(more);
/** Like the command, without the start of a process. */
const backfill = async (folder: string): Promise<unknown> => {
  const bundle = await readBundle({ bundle: folder });
  return backfillUi({ bundle, store: hosts.store, signal: AbortSignal.timeout(60_000) });
};

// Every possible byte: binary files must not be read as text.
const image = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
const scriptOf = (build: string): string => `assets/index-${build}.js`;
/** `build` is eight characters, like a bundler's hash. */
const filesOf = (build: string): Record<string, string | Uint8Array> => ({
  "index.html": `<!doctype html><script type="module" src="/${scriptOf(build)}"></script>`,
  [scriptOf(build)]: `document.title = "${build}";`,
  [`assets/style-${build}.css`]: "body { color: black }",
  [`assets/logo-${build}.png`]: image,
  "a b/ü.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
  "robots.txt": "User-agent: *",
  _headers: "/*\n  X-Frame-Options: DENY\n",
});
const fileCount = 6;

describe("the bucket", () => {
  test("gets every file whole, with its type and what browsers may keep, and nothing twice", async () => {
    const bundle = await hosts.build(filesOf("Aa1Bb2Cc"));
    const { code, stdout, stderr } = await run(...backfillOf(bundle));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ files: fileCount, written: fileCount });
    expect(await backfill(bundle)).toEqual({ files: fileCount, written: 0 });

    const held = async (path: string) => {
      const { status, headers } = await hosts.s3("GET", path);
      return [status, headers.get("content-type"), headers.get("cache-control")];
    };
    const kept = "public, max-age=31536000, immutable";
    expect(await held("/assets/index-Aa1Bb2Cc.js")).toEqual([200, "text/javascript; charset=utf-8", kept]);
    expect(await held("/assets/logo-Aa1Bb2Cc.png")).toEqual([200, "image/png", kept]);
    expect(await held("/index.html")).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
    expect(await held("/a%20b/%C3%BC.svg")).toEqual([200, "image/svg+xml", "no-cache"]);
    expect((await held("/_headers"))[0]).toBe(404);
    const stored = new Uint8Array(await (await hosts.s3("GET", "/assets/logo-Aa1Bb2Cc.png")).arrayBuffer());
    expect(Buffer.compare(stored, image)).toBe(0);
  });

  test("is repaired if somebody wrote it in another way, with other bytes or another type", async () => {
    const bundle = await hosts.build(filesOf("Aa1Bb2Cc"));
    await hosts.s3("PUT", "/robots.txt", { "content-type": "application/octet-stream" }, "User-agent: *");
    await hosts.s3("PUT", "/assets/style-Aa1Bb2Cc.css", { "content-type": "text/plain" }, "body {}");
    expect(await backfill(bundle)).toEqual({ files: fileCount, written: 2 });
    expect(await (await hosts.s3("GET", "/assets/style-Aa1Bb2Cc.css")).text()).toBe("body { color: black }");
  });

  test("killed between assets and page: readers get the complete old build, and the next run continues", async () => {
    await backfill(await hosts.build(filesOf("Aa1Bb2Cc")));
    const next = await hosts.build(filesOf("Dd3Ee4Ff"));
    const page = hosts.gate.gate((method, path) => method === "PUT" && path.includes("/index.html"), "before");
    const { child, ended } = start(backfillOf(next));
    await page.held;
    expect((await hosts.s3("HEAD", `/${scriptOf("Dd3Ee4Ff")}`)).status).toBe(200);
    child.kill("SIGKILL");
    await ended;
    const served = await (await hosts.s3("GET", "/index.html")).text();
    expect(served).toContain("Aa1Bb2Cc");
    expect((await hosts.s3("HEAD", `/${scriptOf("Aa1Bb2Cc")}`)).status).toBe(200);
    page.release();
    // The held call may still arrive, like a late packet: it is the same page.
    const { written } = (await backfill(next)) as { written: number };
    expect(written).toBeLessThanOrEqual(1);
    expect(await (await hosts.s3("GET", "/index.html")).text()).toContain("Dd3Ee4Ff");
    // Open tabs still request it.
    expect((await hosts.s3("HEAD", `/${scriptOf("Aa1Bb2Cc")}`)).status).toBe(200);
  });

  test("interrupted while an asset is on its way: no page is written before everything that it names", async () => {
    const next = await hosts.build(filesOf("Gg5Hh6Ii"));
    const asset = hosts.gate.gate((method, path) => method === "PUT" && path.includes("/assets/style-"), "before");
    const { child, ended } = start(backfillOf(next));
    await asset.held;
    child.kill("SIGINT");
    asset.release();
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining("Run the same command to continue.")]);
    expect(await (await hosts.s3("GET", "/index.html")).text()).not.toContain("Gg5Hh6Ii");
    await backfill(next);
    expect(await (await hosts.s3("GET", "/index.html")).text()).toContain("Gg5Hh6Ii");
  });

  test("two at once, of two builds: the page is of one of them, and its files are there", async () => {
    const builds = ["Jj7Kk8Ll", "Mm9Nn0Oo"];
    const ran = await Promise.all(builds.map(async (build) => run(...backfillOf(await hosts.build(filesOf(build))))));
    expect(ran.map(({ code }) => code)).toEqual([0, 0]);
    const page = await (await hosts.s3("GET", "/index.html")).text();
    expect(builds.filter((build) => page.includes(build))).toHaveLength(1);
    for (const build of builds) expect((await hosts.s3("HEAD", `/${scriptOf(build)}`)).status).toBe(200);
  });

  test("gets nothing of a bundle that contains files that must not be published", async () => {
    const bundle = await hosts.build({
      ...filesOf("Pp1Qq2Rr"),
      ".env": "SECRET=1",
      "assets/index-Pp1Qq2Rr.js.map": "{}",
    });
    await symlink("/etc/passwd", join(bundle, "passwd.txt"));
    await symlink(join(bundle, "..", "dist-1"), join(bundle, "assets", "more"));
    await symlink(".env", join(bundle, "environment.txt"));
    const refused = await run(...backfillOf(bundle));
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    for (const line of [
      ".env is a dot file (--dot-files)",
      "assets/index-Pp1Qq2Rr.js.map is a source map (--source-maps)",
      "passwd.txt is a symlink that leads out of the folder",
      "assets/more is a symlink that leads out of the folder",
      "environment.txt is a symlink to something that is a dot file",
    ]) {
      expect(refused.stderr).toContain(line);
    }
    expect((await hosts.s3("HEAD", `/${scriptOf("Pp1Qq2Rr")}`)).status).toBe(404);

    const asked = await hosts.build({
      ...filesOf("Pp1Qq2Rr"),
      ".well-known/security.txt": "Contact: x",
      "a.js.map": "{}",
    });
    await symlink("robots.txt", join(asked, "humans.txt"));
    const ran = await run(...backfillOf(asked, "--dot-files", "--source-maps"));
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([0, { files: fileCount + 3 }]);
    expect(await (await hosts.s3("GET", "/humans.txt")).text()).toBe("User-agent: *");
  });

  test("says what is missing: a setting, the folder, the page, the bucket", async () => {
    const bundle = await hosts.build(filesOf("Ss3Tt4Uu"));
    const [unset, nowhere, pageless, other] = await Promise.all([
      start(backfillOf(bundle), { AWS_REGION: "" }).ended,
      run(...backfillOf(join(bundle, "nowhere"))),
      run(...backfillOf(await hosts.build({ "main.js": "1" }))),
      run("backfill", "ui", "--bundle", bundle, "--bucket", "cogrion-no-such-bucket"),
    ]);
    expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining("AWS_REGION is not set")]);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("is not a folder")]);
    expect([pageless.code, pageless.stderr]).toEqual([2, expect.stringContaining("has no index.html")]);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("bucket")]);
  });
});

describe("both hosts", () => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await hosts.build(filesOf("Vv5Ww6Xx"));
    await backfill(bundle);
  });
  beforeEach(() => {
    hosts.pages.served = bundle;
    hosts.pages.alter = undefined;
    hosts.cloudfront.alter = undefined;
  });
  const at = (aws = hosts.cloudfront.address): string[] => {
    const cloudflare = ["--cloudflare", hosts.pages.address];
    return ["--bundle", bundle, "--origin", "http://app.test", "--aws", aws].concat(cloudflare);
  };
  const differences = async (): Promise<HostDifference[]> => {
    const { code, stdout } = await run("verify", "ui", ...at(), "--json");
    const said = JSON.parse(stdout) as { requests: number; differences: HostDifference[] };
    expect(said.requests).toBe(fileCount + 3);
    expect(code).toBe(said.differences.length === 0 ? 0 : 3);
    return said.differences;
  };

  test("answer every file, a place inside and a missing asset alike", async () => {
    expect(await differences()).toEqual([]);
  });

  test("each difference is found, and named", async () => {
    const script = `/${scriptOf("Vv5Ww6Xx")}`;
    hosts.pages.alter = (path, answer) => {
      if (path === "/robots.txt") return { ...answer, body: Buffer.from("theirs") };
      return path === "/" ? { ...answer, headers: { ...answer.headers, "cache-control": "max-age=600" } } : answer;
    };
    hosts.cloudfront.alter = (path, answer) => {
      const { "content-security-policy": _dropped, ...fewer } = answer.headers;
      if (path === "/workspaces/w-nobody/settings") return { ...answer, headers: fewer };
      if (path === script) return { ...answer, headers: { ...answer.headers, "content-type": "text/plain" } };
      if (path.endsWith(".png")) return { ...answer, body: answer.body.slice(0, -1) };
      if (path.endsWith(".css")) return { ...answer, headers: { ...answer.headers, "cache-control": "no-cache" } };
      return path.includes("/missing-") ? { ...answer, status: 200 } : answer;
    };
    expect(await differences()).toMatchObject([
      { request: `GET ${script}`, what: "content-type", cloudflare: "application/javascript", aws: "text/plain" },
      { request: "GET /assets/logo-Vv5Ww6Xx.png", what: "bytes", cloudflare: "as in the bundle" },
      { request: "GET /assets/style-Vv5Ww6Xx.css", what: "cache-control", aws: "no-cache" },
      { request: "GET /", what: "cache-control", cloudflare: "max-age=600", aws: "no-cache" },
      { request: "GET /robots.txt", what: "bytes", aws: "as in the bundle" },
      { request: "GET /workspaces/w-nobody/settings", what: "content-security-policy", aws: "" },
      { request: "GET /assets/missing-00c0ffee.js", what: "status", cloudflare: "404", aws: "200" },
    ]);
  });

  test("also what both do wrong alike: an old build, the page in place of a script, a place inside that is not found", async () => {
    const old = await hosts.build({ ...filesOf("Vv5Ww6Xx"), "robots.txt": "old" });
    hosts.pages.served = old;
    const page = Buffer.from(String(filesOf("Vv5Ww6Xx")["index.html"]));
    const wrong: UiHosts["cloudfront"]["alter"] = (path, answer) => {
      if (path === "/robots.txt") return { ...answer, body: Buffer.from("old") };
      if (path.includes("/missing-")) return { ...answer, body: page };
      return path.startsWith("/people/") ? { ...answer, status: 404 } : answer;
    };
    hosts.pages.alter = wrong;
    hosts.cloudfront.alter = wrong;
    expect((await differences()).map(({ request, what }) => `${request} ${what}`)).toEqual([
      "GET /robots.txt bytes",
      "GET /people/nobody@example.com status",
      "GET /assets/missing-00c0ffee.js body",
    ]);
  });

  test("one that does not respond is named, and nothing is decided", async () => {
    const away = at("127.0.0.1:1");
    const ran = await run("cutover", "ui", "--target", "d111.cloudfront.net", ...away);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toContain("127.0.0.1:1 did not respond");
  });

  test("the name moves once both hosts respond the same, and moves back", async () => {
    const host = `app.${zoneName}`;
    const proxied = {
      name: host,
      type: "CNAME",
      ttlSeconds: 300,
      values: ["cogrion.pages.dev"],
      isProxied: true,
    } as const;
    const record = () => hosts.dns.cloudflare.read({ name: host, type: "CNAME" });
    await hosts.dns.cloudflare.change([{ put: { ...proxied, values: [...proxied.values] } }]);
    const state = await hosts.build({ empty: "" });
    const move = (...args: string[]): Promise<Ran> =>
      start([...args, "--host", host, "--dns", "cloudflare"], { XDG_STATE_HOME: state }).ended;
    const cutover = () => move("cutover", "ui", "--target", "d111.cloudfront.net", ...at());

    hosts.cloudfront.alter = (path, answer) => (path === "/robots.txt" ? { ...answer, status: 403 } : answer);
    const refused = await cutover();
    expect(refused.code).toBe(3);
    expect(refused.stdout).toMatch(/GET \/robots.txt +status +200 +403/);
    expect(await record()).toEqual(proxied);

    hosts.cloudfront.alter = undefined;
    const moved = await cutover();
    expect(moved).toMatchObject({ code: 0, stderr: "" });
    expect(moved.stdout).toContain("./cogrion edge rollback ui");
    expect(await record()).toMatchObject({ values: ["d111.cloudfront.net"], ttlSeconds: 60 });
    expect((await move("rollback", "ui")).code).toBe(0);
    expect(await record()).toEqual(proxied);
  });
});
