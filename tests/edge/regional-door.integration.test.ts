import { request as httpRequest } from "node:http";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closedPaths } from "./support/closed-paths.ts";
import { flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import { clientId, edgeStand } from "./support/stand.ts";

const globalOrigin = "https://auth.test";
const { regions } = edgeStand();
const [{ id, port, origin }] = regions;
const { originOf } = flowsAt(globalOrigin);
const realm = `/realms/${id}`;
const fromProxy = { "x-cogrion-edge": "auth-proxy" };

let hosts: ProxyHosts;
beforeAll(async () => {
  hosts = await startProxyHosts({ globalOrigin });
});
afterAll(() => hosts?.stop());

/** The path exactly as written: no URL parser normalizes it. */
const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
  const host = new URL(origin).host;
  const request = httpRequest({ host: "127.0.0.1", port, path, method, headers: { host, ...headers } }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, text };
};

describe("the regional host", () => {
  test.each(closedPaths)("has nothing at %s, neither for a browser nor for the proxy's header", async (path) => {
    for (const headers of [{}, fromProxy]) {
      const { status, text } = await ask(path, headers);
      expect([status, JSON.parse(text)]).toMatchObject([404, { code: "route_not_found" }]);
    }
  });

  test.each([
    "/resources/x/login/../../../admin/master/console/",
    "/resources/x/login/%2e%2e/%2e%2e/%2e%2e/admin/master/console/",
    "/resources/x/login/..%2f..%2f..%2fadmin/master/console/",
    "/resources/x/login/..;/..;/..;/admin/master/console/",
    `${realm}/broker/%2e%2e/%2e%2e/%2e%2e/admin/master/console/endpoint/backchannel-logout`,
    `${realm}/broker/../../master/protocol/openid-connect/login`,
  ])("leads nowhere else by %s", async (path) => {
    for (const headers of [{}, fromProxy]) {
      const { status, text } = await ask(path, headers);
      expect([path, status, JSON.parse(text)]).toMatchObject([path, 404, { code: "route_not_found" }]);
    }
  });

  test("gives a program the issuer's documents and takes its tokens' requests", async () => {
    const discovery = await ask(`${realm}/.well-known/openid-configuration`);
    expect([discovery.status, JSON.parse(discovery.text)]).toMatchObject([200, { issuer: `${origin}${realm}` }]);
    expect((await ask(`${realm}/protocol/openid-connect/certs`)).status).toBe(200);
    const token = await ask(`${realm}/protocol/openid-connect/token`, {}, "POST");
    expect([token.status, JSON.parse(token.text)]).toMatchObject([400, { error: "invalid_request" }]);
    // An identity provider's server; it is not a browser, and no provider has this name.
    const logout = await ask(`${realm}/broker/nobody/endpoint/backchannel-logout`, {}, "POST");
    expect(logout.headers.location).toBeUndefined();
  });

  test.each([
    `/protocol/openid-connect/auth?client_id=${clientId}&response_type=code`,
    "/login-actions/authenticate?session_code=x",
    "/login-actions/action-token?key=x",
    "/broker/partner/endpoint?code=x",
    "/device?user_code=ABCD-EFGH",
  ])("sends a browser on to the region's origin: %s", async (path) => {
    const { status, headers } = await ask(`${realm}${path}`);
    expect([status, headers.location]).toEqual([302, `${originOf(id)}${realm}${path}`]);
    expect((await ask(`${realm}${path}`, {}, "POST")).status).toBe(307);
    expect(headers["set-cookie"]).toBeUndefined();
  });
});
