import { createServer } from "node:net";
import { startLambdaHosts, startWorkerHost } from "@cogrion/edge/testing/hosts";
import type { TestHost } from "@cogrion/edge/testing/hosts";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/local-stack/testing";
import { ensureToolchain } from "@cogrion/local-stack";
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const regions = ["sgp-1", "frankfurt-1"];
const user = {
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "L",
  password: randomBytes(12).toString("base64url"),
};
const redirectUri = "http://localhost:3999/callback";
// A name that every host takes as it is, and that no port belongs to.
const globalOrigin = "https://auth.test";

const hosts: TestHost[] = [];
const stops: (() => Promise<void>)[] = [];
let keycloakOrigin = "";

/** A port where nobody answers once it is closed. */
const closedPort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
};

beforeAll(async () => {
  await ensureToolchain();
  const parts = await startTestParts({ parts: ["keycloak"] });
  stops.push(() => parts.stop());
  keycloakOrigin = `http://localhost:${new URL(parts.keycloak.url).port}`;
  for (const region of regions) {
    await configureRealm({
      url: parts.keycloak.url,
      admin: testSecrets.keycloakAdmin,
      region,
      controlPlaneSecret: randomBytes(12).toString("base64url"),
      dashboardOrigins: [new URL(redirectUri).origin],
      users: [user],
      hasPasswordClient: false,
    });
  }
  const down = `http://127.0.0.1:${await closedPort()}`;
  const values = {
    ENVIRONMENT: "local",
    LOCAL_ORIGIN: globalOrigin,
    REGIONS: [...regions.map((region) => `${region}=${keycloakOrigin}`), `down-1=${down}`].join(","),
    DEADLINE_SECONDS: "20",
  };
  const worker = await startWorkerHost({ app: "auth-proxy", bindings: values });
  hosts.push(worker);
  await worker.put("w-acme", JSON.stringify({ region: "sgp-1", bff_url: "x" }));
  await worker.put("w-broken", JSON.stringify({ region: "evil.example/" }));
  const onAws = { ...values, ROUTES_TABLE: "routes" };
  for (const [name, value] of Object.entries(onAws)) vi.stubEnv(name, value);
  hosts.push(...(await startLambdaHosts({ app: "auth-proxy", values: onAws })));
});
afterAll(async () => {
  for (const host of hosts) await host.stop();
  for (const stop of stops) await stop();
  vi.unstubAllEnvs();
});

const names = [
  ["Cloudflare Worker"],
  ["API Gateway v2"],
  ["API Gateway v1"],
  ["Lambda@Edge viewer request"],
  ["Lambda@Edge origin request"],
].flat();
const hostOf = (name: string): TestHost => {
  const host = hosts.find((each) => each.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
};

/** A browser's part: it keeps cookies by path, and follows nothing by itself. */
const createBrowser = (host: TestHost) => {
  const jar = new Map<string, { pair: string; path: string }>();
  return {
    jar,
    async fetch(url: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) {
      const { pathname } = new URL(url);
      const cookie = [...jar.values()].filter(({ path }) => pathname.startsWith(path)).map(({ pair }) => pair);
      const headers = {
        accept: "text/html",
        ...init.headers,
        ...(cookie.length > 0 ? { cookie: cookie.join("; ") } : {}),
      };
      const response = await host.fetch(url, { ...init, headers });
      for (const each of response.headers.getSetCookie()) {
        const [pair = "", ...attributes] = each.split(/; ?/);
        const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
        const key = `${path} ${pair.split("=")[0]}`;
        if (/max-age=0/i.test(each)) jar.delete(key);
        else jar.set(key, { pair, path });
      }
      return response;
    },
  };
};

const form = { "content-type": "application/x-www-form-urlencoded" };
const verifier = randomBytes(32).toString("base64url");

const authorizationUrl = (region: string): string =>
  `${globalOrigin}/realms/${region}/protocol/openid-connect/auth?${new URLSearchParams({
    client_id: "cogrion-dashboard",
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri,
    state: "s1",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString()}`;

const signIn = async (browser: ReturnType<typeof createBrowser>, region: string) => {
  const page = await browser.fetch(authorizationUrl(region));
  const html = await page.text();
  const action = /action="([^"]+)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const answer = await browser.fetch(action, {
    method: "POST",
    headers: form,
    body: new URLSearchParams({ username: user.email, password: user.password }).toString(),
  });
  return { page, html, action, answer, callback: new URL(answer.headers.get("location") ?? "about:blank") };
};

const redeem = (host: TestHost, region: string, body: Record<string, string>) =>
  host.fetch(`${globalOrigin}/realms/${region}/protocol/openid-connect/token`, {
    method: "POST",
    headers: form,
    body: new URLSearchParams({ client_id: "cogrion-dashboard", ...body }).toString(),
  });

describe.each(names)("the sign-in proxy in %s", (name) => {
  test("discovers a region: the issuer stays regional, the browser's endpoints are global", async () => {
    const response = await hostOf(name).fetch(`${globalOrigin}/.well-known/openid-configuration?region=sgp-1`);
    const document = (await response.json()) as Record<string, string>;
    expect(document["issuer"]).toBe(`${keycloakOrigin}/realms/sgp-1`);
    for (const endpoint of ["authorization_endpoint", "token_endpoint", "end_session_endpoint", "jwks_uri"]) {
      expect(document[endpoint]).toMatch(/^https:\/\/auth\.test\/realms\/sgp-1\//);
    }
  });

  test("carries a whole login, the token, a refresh, a second visit and the logout, without naming the regional host", async () => {
    const host = hostOf(name);
    const browser = createBrowser(host);
    const { page, html, action, callback } = await signIn(browser, "sgp-1");
    expect(page.headers.getSetCookie().length).toBeGreaterThan(1);
    expect(html).not.toContain(`${keycloakOrigin}/realms/sgp-1/`);
    expect(action.startsWith(`${globalOrigin}/realms/sgp-1/login-actions/authenticate?`)).toBe(true);
    expect(`${callback.origin}${callback.pathname}`).toBe(redirectUri);
    expect(callback.searchParams.get("iss")).toBe(`${keycloakOrigin}/realms/sgp-1`);

    const code = callback.searchParams.get("code") ?? "";
    const tokens = (await (
      await redeem(host, "sgp-1", {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      })
    ).json()) as { refresh_token: string; id_token: string };
    const claims = JSON.parse(Buffer.from(tokens.id_token.split(".")[1] ?? "", "base64url").toString()) as {
      iss: string;
    };
    expect(claims.iss).toBe(`${keycloakOrigin}/realms/sgp-1`);
    const refreshed = await redeem(host, "sgp-1", { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
    expect(refreshed.status).toBe(200);

    const secondVisit = await browser.fetch(authorizationUrl("sgp-1"));
    expect(secondVisit.status).toBe(302);
    expect(secondVisit.headers.get("location")).toContain(`${redirectUri}?`);

    const logout = `${globalOrigin}/realms/sgp-1/protocol/openid-connect/logout?id_token_hint=${tokens.id_token}`;
    expect((await browser.fetch(logout)).status).toBe(200);
    expect((await browser.fetch(authorizationUrl("sgp-1"))).status).toBe(200);
  });

  test("keeps two regions signed in side by side", async () => {
    const browser = createBrowser(hostOf(name));
    for (const region of regions) {
      const { callback } = await signIn(browser, region);
      expect(callback.searchParams.get("iss")).toBe(`${keycloakOrigin}/realms/${region}`);
    }
    for (const region of regions) expect((await browser.fetch(authorizationUrl(region))).status).toBe(302);
    const ofRealms = [...browser.jar.values()].filter(({ path }) => path !== "/resources");
    expect(new Set(ofRealms.map(({ path }) => path))).toEqual(new Set(regions.map((region) => `/realms/${region}/`)));
  });

  test("serves the page's static files from the region it came from, and none without a page seen", async () => {
    const browser = createBrowser(hostOf(name));
    const html = await (await browser.fetch(authorizationUrl("sgp-1"))).text();
    const path = /(?:href|src)="[^"]*?(\/resources\/[^"]+\.(?:css|js))"/.exec(html)?.[1] ?? "/none";
    const file = await browser.fetch(`${globalOrigin}${path}`);
    const text = await file.text();
    if (name === "Lambda@Edge viewer request") {
      // The documented limit of that event, 40 kB: the proxy is deployed at the origin's side.
      expect([file.status, JSON.parse(text)]).toMatchObject([502, { code: "answer_too_large" }]);
    } else {
      expect(file.status).toBe(200);
      expect(text.length).toBeGreaterThan(40_960);
    }
    expect((await createBrowser(hostOf(name)).fetch(`${globalOrigin}${path}`)).status).toBe(404);
  });

  test.each([
    "/admin/master/console/",
    "/realms/master/protocol/openid-connect/auth",
    "/realms/sgp-1/account/",
    "/realms/sgp-1/clients-registrations/default",
    "/realms/sgp-1/protocol/openid-connect/../../../../admin/",
    "/realms/sgp-1/%2e%2e/master/protocol/openid-connect/auth",
    "/realms/sgp-1%2f..%2fmaster/protocol/openid-connect/auth",
    "/realms/sgp-1//protocol/openid-connect/auth",
    "/realms/nowhere-1/protocol/openid-connect/auth",
    "/metrics",
    "/health",
    "/",
    "/.well-known/openid-configuration",
    "/.well-known/openid-configuration?region=sgp-1&region=frankfurt-1",
    "/.well-known/openid-configuration?region=@evil.example",
  ])("has nothing at %s", async (path) => {
    expect((await hostOf(name).fetch(`${globalOrigin}${path}`)).status).toBe(404);
  });

  test("has nothing for another host", async () => {
    const url = "https://evil.example/.well-known/openid-configuration?region=sgp-1";
    expect((await hostOf(name).fetch(url)).status).toBe(404);
  });

  // A realm that requires TLS of outside addresses would refuse the one that is claimed here.
  test("believes no forwarded header", async () => {
    const response = await hostOf(name).fetch(authorizationUrl("sgp-1"), {
      headers: { "x-forwarded-host": "evil.example", "x-forwarded-for": "1.2.3.4", forwarded: "host=evil.example" },
    });
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain("evil.example");
  });

  test("tells a person that the region is away, with a way to try again, and a program by a problem", async () => {
    const url = `${globalOrigin}/realms/down-1/protocol/openid-connect/auth?x=<script>`;
    const page = await hostOf(name).fetch(url, { headers: { accept: "text/html" } });
    const html = await page.text();
    expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(html).toContain("Try again");
    expect(html).not.toContain("<script>");
    const answer = await hostOf(name).fetch(url, { headers: { accept: "application/json" } });
    expect(await answer.json()).toMatchObject({ status: 503, code: "dependency_unavailable" });
  });
});

describe("discovery by tenant in the Cloudflare Worker", () => {
  test.each([
    ["w-acme", 200],
    ["w-nobody", 404],
    ["w-broken", 502],
  ])("%s is %i", async (tenant, status) => {
    const host = hostOf("Cloudflare Worker");
    const response = await host.fetch(`${globalOrigin}/.well-known/openid-configuration?tenant=${tenant}`);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("evil.example");
  });
});
