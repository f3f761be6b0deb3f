import { execFile } from "node:child_process";
import { join } from "node:path";
import type { RegionId, WorkspaceId } from "@cogrion/domain";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import type { AskHost } from "@cogrion/edge-migration/hosts/answers";
import { compareSignIn, signInRequests } from "@cogrion/edge-migration/hosts/compare-sign-in";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserOriginOf } from "../../apps/auth-proxy/src/upstream.ts";
import type { HostName, ProxyHosts } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import { clientId, edgeStand } from "./support/stand.ts";

// Plain http, because the command line connects to the Worker's own socket.
const origin = "http://auth.test";
const { regions, redirectUri } = edgeStand();

let hosts: ProxyHosts;
let port: number;
beforeAll(async () => {
  [port = 0] = await freePorts(1);
  hosts = await startProxyHosts({ globalOrigin: origin, port });
});
afterAll(() => hosts?.stop());

const asking =
  (name: HostName): AskHost =>
  async ({ method, path, subdomain }) => {
    const at = subdomain === undefined ? origin : browserOriginOf(origin, subdomain);
    const response = await hosts.of(name).fetch(`${at}${path}`, { method });
    return { status: response.status, headers: new Map(response.headers), body: await response.text() };
  };
const requests = signInRequests({
  regions: regions.map(({ id }) => id as RegionId),
  tenants: ["w-acme", "w-nobody"] as WorkspaceId[],
  clientId,
  redirectUri,
});
const compare = (aws: AskHost, asked = requests) =>
  compareSignIn({ origin, cloudflare: asking("Cloudflare Worker"), aws, requests: asked });

test.each(["API Gateway v2", "Lambda@Edge origin request"] as const)(
  "the Worker and %s answer the same in every region, to tenants, and to what is closed",
  async (name) => {
    expect(requests).toHaveLength(14);
    expect(await compare(asking(name))).toEqual([]);
  },
);

describe("a difference is found", () => {
  test("in a form that posts past the public name, in a header, and in a status", async () => {
    const own = asking("API Gateway v2");
    const wrong: AskHost = async (request) => {
      const answer = await own(request);
      if (request.path.includes("/openid-connect/auth?"))
        return { ...answer, body: answer.body.replaceAll(browserOriginOf(origin, "sgp-1"), regions[0].origin) };
      if (request.path.endsWith("/certs")) return { ...answer, headers: new Map([["content-type", "text/plain"]]) };
      return request.path === "/unknown" ? { ...answer, status: 200 } : answer;
    };
    const found = await compare(wrong);
    expect(new Set(found.map(({ what }) => what))).toContain("form");
    expect(found).toContainEqual(expect.objectContaining({ request: "GET /unknown", what: "status", aws: "200" }));
    expect(found.some(({ what, aws }) => what === "content-type" && aws === "text/plain")).toBe(true);
  });

  test("also where both are wrong alike: a region that neither knows", async () => {
    const unknown = signInRequests({ regions: ["atlantis-1" as RegionId], tenants: [], clientId, redirectUri });
    const found = await compare(asking("API Gateway v2"), unknown);
    expect(found.filter(({ what }) => what === "status").length).toBe(4);
  });
});

test("the command line reaches both addresses under the public name, and says which one did not respond", async () => {
  const main = join(import.meta.dirname, "..", "..", "tools", "develop", "src", "main.ts");
  const run = (aws: string): Promise<{ code: number; stdout: string; stderr: string }> => {
    const at = ["--cloudflare", `127.0.0.1:${port}`, "--aws", aws, "--origin", "http://auth.test"];
    const args = ["edge", "verify", "auth", ...at, "--region", "sgp-1", "--redirect-uri", redirectUri, "--json"];
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [main, ...args], { env: {} }, (_, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, stdout, stderr }),
      );
    });
  };
  const same = await run(`127.0.0.1:${port}`);
  expect([same.code, JSON.parse(same.stdout)]).toEqual([0, { requests: 8, differences: [] }]);
  const away = await run("127.0.0.1:1");
  expect(away).toMatchObject({ code: 1, stdout: "" });
  expect(away.stderr).toContain("127.0.0.1:1 did not respond");
});
