import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createBrowser } from "./support/browser.ts";
import { flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { hostNames, startProxyHosts } from "./support/hosts.ts";
import { edgeStand } from "./support/stand.ts";
import type { WireOrigin } from "./support/wire-origin.ts";
import { startWireOrigin } from "./support/wire-origin.ts";

const { globalPort, regions, appOrigin } = edgeStand();
const globalOrigin = `http://auth.cogrion.localhost:${globalPort}`;
const { authorizationUrl, endpoint, originOf, signIn } = flowsAt(globalOrigin);
const wireOrigin = originOf("wire-1");
const globalHost = new URL(wireOrigin).host;
const wirePath = "/realms/wire-1/protocol/openid-connect/auth";

let hosts: ProxyHosts;
let origin: WireOrigin;
beforeAll(async () => {
  origin = await startWireOrigin();
  hosts = await startProxyHosts({ globalOrigin, port: globalPort, moreRegions: { "wire-1": origin.url } });
});
afterAll(async () => {
  await hosts?.stop();
  await origin?.stop();
});
beforeEach(() => {
  origin.reset();
  vi.spyOn(console, "error").mockReturnValue(undefined);
});

describe.each(hostNames)("against hostile requests, the sign-in proxy in %s", (name) => {
  const ask = (url: string, init?: RequestInit): Promise<Response> => hosts.of(name).fetch(url, init);
  const arrived = (): Map<string, string> => new Map(origin.arrivals[0]?.headers);

  test("sets the forwarded headers itself, and passes on what Keycloak needs and nothing else", async () => {
    const response = await ask(`${wireOrigin}${wirePath}`, {
      headers: {
        accept: "text/html",
        "accept-encoding": "gzip",
        forwarded: "for=198.51.100.1;host=evil.example;proto=https",
        "x-forwarded-for": "198.51.100.1",
        "x-forwarded-host": "evil.example",
        "x-forwarded-port": "1",
        "x-forwarded-prefix": "/evil",
        "x-forwarded-proto": "https",
        "x-real-ip": "198.51.100.1",
        "x-original-url": "/admin/",
        "x-rewrite-url": "/admin/",
        "x-http-method-override": "DELETE",
        "x-cogrion-edge": "evil",
        "x-amzn-mtls-clientcert": "evil",
        "ssl-client-cert": "evil",
        range: "bytes=0-1",
        te: "trailers",
        "user-agent": "test",
      },
    });
    expect(response.status).toBe(200);
    const headers = arrived();
    expect(headers.get("x-forwarded-host")).toBe(new URL(origin.url).host);
    expect(headers.get("x-forwarded-proto")).toBe("http");
    expect(headers.get("x-cogrion-edge")).toBe("auth-proxy");
    // If the host saw an address, Keycloak gets that one.
    expect(["127.0.0.1", undefined]).toContain(headers.get("x-forwarded-for"));
    expect(JSON.stringify(origin.arrivals)).not.toMatch(/evil|198\.51\.100|admin/);
    const known =
      /^(?:accept|cf-worker|accept-encoding|accept-language|connection|host|sec-fetch-mode|user-agent|x-cogrion-edge|x-forwarded-(?:for|host|proto))$/;
    expect([...headers.keys()].filter((each) => !known.test(each))).toEqual([]);
    expect(origin.arrivals[0]?.headers.filter(([each]) => each === "host")).toEqual([
      ["host", new URL(origin.url).host],
    ]);
  });

  test("lets no cookie through but Keycloak's own, each once, and writes none into another", async () => {
    const cookie = [
      ["session=mine", "__Host-wire-1.KC_RESTART=a.b", `__Host-wire-1.KC_AUTH_SESSION_HASH="q+/="`],
      ["__Host-wire-1.AUTH_SESSION_ID=theirs", "__Host-wire-1.AUTH_SESSION_ID=ours"],
      ["__Host-wire-1.KC_X=a,b", "__Host-wire-1.KC_Y=a b", "__Host-wire-1.session=x", "__Host-wire-1.kc_restart=x"],
      // Without the prefix, with another region's, or with one that a browser would not treat as
      // the prefix.
      ["KC_RESTART=tossed", "KEYCLOAK_IDENTITY=tossed", "AUTH_SESSION_ID=tossed", "__Host-KC_RESTART=x"],
      ["__Host-sgp-1.KC_RESTART=x", "__host-wire-1.KC_RESTART=x", "=__Host-wire-1.KC_Z=x", "__Host-wire-1.KC_W"],
      ["__Secure-wire-1.KC_RESTART=x", "__Host-wire-1.KC_RESTART_="],
    ]
      .flat()
      .join("; ");
    await ask(`${wireOrigin}${wirePath}`, { headers: { cookie } });
    expect(arrived().get("cookie")).toBe(`KC_RESTART=a.b; KC_AUTH_SESSION_HASH="q+/="; KC_RESTART_=`);
  });

  test("lets no cookie out that reaches beyond the realm, and no header that it does not know", async () => {
    origin.answer((request, response) => {
      request.resume();
      response
        .writeHead(200, {
          "content-type": "text/html",
          "set-cookie": [
            "KC_RESTART=1; Path=/realms/wire-1/; HttpOnly",
            "AUTH_SESSION_ID=1; Path=/realms/wire-1/; Expires=Wed, 01 Jan 2031 00:00:00 GMT",
            "KC_RESTART=2; Path=/",
            "KC_RESTART=2; Path=/realms/sgp-1/",
            "KC_RESTART=2; Path=/realms/wire-1/; Domain=cogrion.localhost",
            "AWSALB=2; Path=/",
          ],
          server: "secret/1.0",
          "x-powered-by": "secret",
          link: "<https://evil.example>; rel=preload",
          refresh: "0; url=https://evil.example",
          "clear-site-data": '"*"',
          "content-security-policy": "default-src *",
          "access-control-allow-private-network": "true",
        })
        .end("page");
    });
    const response = await ask(`${wireOrigin}${wirePath}`, { headers: { accept: "text/html" } });
    expect(response.headers.getSetCookie()).toEqual([
      "__Host-wire-1.KC_RESTART=1; HttpOnly; SameSite=Lax; Path=/; Secure",
      "__Host-wire-1.AUTH_SESSION_ID=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT; SameSite=Lax; Path=/; Secure",
    ]);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const kept = [
      "cache-control",
      "content-type",
      "set-cookie",
      "content-security-policy",
      "cross-origin-opener-policy",
      "cross-origin-resource-policy",
      "origin-agent-cluster",
      "referrer-policy",
      "x-content-type-options",
      "x-frame-options",
      "content-length",
      "transfer-encoding",
      "content-encoding",
      "vary",
      "mf-content-encoding",
    ];
    expect([...response.headers.keys()].filter((each) => !kept.includes(each))).toEqual([]);
  });

  test("answers headers that are too large with 431, a person by a page, and asks nobody", async () => {
    const cookie = `__Host-wire-1.KC_RESTART=${"x".repeat(17_000)}`;
    const page = await ask(`${wireOrigin}${wirePath}`, { headers: { cookie, accept: "text/html" } });
    expect([page.status, await page.text()]).toEqual([431, expect.stringContaining("Clear the cookies")]);
    const problem = await ask(endpoint("wire-1", "token"), { headers: { cookie } });
    expect([problem.status, await problem.json()]).toMatchObject([431, { code: "headers_too_large" }]);
    expect(origin.arrivals).toEqual([]);
  });

  test("locks nobody out because of cookies that it does not pass on, however large", async () => {
    const junk = Array.from({ length: 12 }, (_, at) => `junk${at}=${"x".repeat(4000)}`).join("; ");
    const cookie = `${junk}; KC_RESTART=tossed; __Host-wire-1.KC_RESTART=ours`;
    expect((await ask(`${wireOrigin}${wirePath}`, { headers: { cookie } })).status).toBe(200);
    expect(arrived().get("cookie")).toBe("KC_RESTART=ours");
  });

  test("cookies near the limit still work", async () => {
    const value = "x".repeat(15_000);
    expect(
      (await ask(`${wireOrigin}${wirePath}`, { headers: { cookie: `__Host-wire-1.KC_RESTART=${value}` } })).status,
    ).toBe(200);
    expect(arrived().get("cookie")).toBe(`KC_RESTART=${value}`);
  });

  test.each(["evil.example", `auth.cogrion.localhost.evil.example:${globalPort}`, `evil.example:${globalPort}`])(
    "has nothing under the name %s",
    async (host) => {
      expect((await ask(`http://${host}${wirePath}`)).status).toBe(404);
      expect(origin.arrivals).toEqual([]);
    },
  );

  test.each([
    "/realms/wire-1/protocol/openid-connect/auth%2f..%2f..%2f..%2fadmin",
    "/realms/wire-1/protocol/openid-connect/auth%00",
    "/realms/wire-1/protocol/openid-connect/auth%0d%0aX-Evil:%201",
    "/realms/wire-1/protocol/openid-connect/auth;/../../admin",
    "/realms/wire-1/protocol/openid-connect/%61uth",
    "/realms/wire-1/protocol/openid-connect/auth/..%5c..%5cadmin",
    "/realms/wire-1/.%2e/master/protocol/openid-connect/auth",
    "/realms/WIRE-1/protocol/openid-connect/auth",
    "/realms/wire-1.evil/protocol/openid-connect/auth",
    "/realms/wire-1@evil.example/protocol/openid-connect/auth",
    "/realms//wire-1/protocol/openid-connect/auth",
    "/resources/../admin/login/x.js",
    `/resources/${"a".repeat(2000)}/login/x.js`,
  ])("asks nobody for %s", async (path) => {
    const response = await ask(`${wireOrigin}${path}`);
    expect(response.status).toBe(404);
    expect(origin.arrivals).toEqual([]);
  });

  test("redirects to no address that the realm does not know, neither after a sign-in nor after a sign-out", async () => {
    for (const evil of [
      "https://evil.example/callback",
      `${appOrigin}@evil.example/`,
      "//evil.example",
      "javascript:alert(1)",
    ]) {
      for (const url of [
        authorizationUrl("sgp-1", { redirect_uri: evil }),
        `${endpoint("sgp-1", "logout")}?${new URLSearchParams({ post_logout_redirect_uri: evil, client_id: "cogrion-dashboard" }).toString()}`,
      ]) {
        const response = await ask(url, { headers: { accept: "text/html" } });
        expect([response.status, response.headers.get("location")]).toEqual([400, null]);
      }
    }
  });

  test("gives no cache anything that one person's request has shaped", async () => {
    const url = `${globalOrigin}/.well-known/openid-configuration?region=sgp-1`;
    const plain = await (await ask(url)).json();
    const shaped = await ask(url, {
      headers: {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "ftp",
        "x-host": "evil.example",
        "x-original-url": "/realms/master",
        origin: "https://evil.example",
        cookie: "KC_RESTART=x",
      },
    });
    expect(await shaped.json()).toEqual(plain);
    for (const target of [url, authorizationUrl("sgp-1"), `${wireOrigin}/nothing`]) {
      const { headers } = await ask(target, { headers: { accept: "text/html" } });
      expect(headers.get("cache-control")).toMatch(/no-store|no-cache/);
    }
    // A second parameter would give one document many addresses.
    expect((await ask(`${url}&utm=1`)).status).toBe(404);
  });

  test("a session of one region opens nothing in another", async () => {
    const browser = createBrowser(hosts.of(name), globalOrigin);
    await signIn(browser, "sgp-1");
    const stolen = browser
      .cookiesOf(originOf("sgp-1"))
      .map(({ pair }) => pair)
      .join("; ");
    const page = await ask(authorizationUrl("frankfurt-1"), { headers: { accept: "text/html", cookie: stolen } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('name="password"')]);
    expect(regions[0].origin).not.toBe(regions[1].origin);
  });
});

/** Writes bytes to the Worker's own socket, and reads until it is closed or silent. */
const wire = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(globalPort, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setEncoding("latin1").setTimeout(1500);
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.once("timeout", () => socket.destroy());
    socket.once("error", reject);
    socket.once("close", () => resolve(answer));
  });

const head = (...lines: string[]): string => [...lines, "", ""].join("\r\n");
const smuggled = `GET /realms/wire-1/device/status HTTP/1.1\r\nHost: ${globalHost}\r\nX-Smuggled: 1\r\n\r\n`;
const postTo = `POST ${wirePath} HTTP/1.1`;
const hostLine = `Host: ${globalHost}`;

describe("requests on the Worker's socket that two parsers may read differently", () => {
  test.each<[what: string, text: string]>([
    [
      "Content-Length and Transfer-Encoding",
      head(postTo, hostLine, `Content-Length: ${smuggled.length + 5}`, "Transfer-Encoding: chunked") +
        `0\r\n\r\n${smuggled}`,
    ],
    [
      "Transfer-Encoding that is not quite chunked",
      head(postTo, hostLine, "Content-Length: 4", "Transfer-Encoding: xchunked") + `0\r\n\r\n${smuggled}`,
    ],
    ["two lengths", head(postTo, hostLine, "Content-Length: 0", `Content-Length: ${smuggled.length}`) + smuggled],
    ["a length with a sign", head(postTo, hostLine, "Content-Length: +0") + smuggled],
    ["a space before the colon", head(postTo, hostLine, `Content-Length : ${smuggled.length}`) + smuggled],
    ["a folded header", head(postTo, hostLine, "X-A: 1", ` Content-Length: ${smuggled.length}`) + smuggled],
    ["two hosts", head(`GET ${wirePath} HTTP/1.1`, hostLine, "Host: evil.example")],
    [
      "a line end within a header",
      head(`GET ${wirePath} HTTP/1.1`, hostLine, "X-A: 1\nX-Forwarded-Host: evil.example"),
    ],
    ["another host in the request line", head(`GET http://evil.example${wirePath} HTTP/1.1`, hostLine)],
    [
      "a chunk that is longer than it says",
      head(postTo, hostLine, "Transfer-Encoding: chunked") + `1\r\nab\r\n0\r\n\r\n`,
    ],
  ])("%s: nothing that was smuggled gets to Keycloak", async (_, text) => {
    await wire(text);
    // It was parsed as at most one request, to the path of its first line, and none of it is in
    // another request's headers.
    expect(
      origin.arrivals.filter(({ target }) => target !== wirePath && target !== "/realms/wire-1/device/status"),
    ).toEqual([]);
    for (const { headers } of origin.arrivals) {
      expect(headers.map(([name]) => name)).not.toContain("x-smuggled");
      expect(JSON.stringify(headers)).not.toContain("evil.example");
    }
  });
});
