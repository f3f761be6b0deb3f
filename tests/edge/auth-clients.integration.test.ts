import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { serveHost } from "@cogrion/testing/edge/gateway";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBrowser } from "./support/browser.ts";
import { flowsAt } from "./support/flows.ts";
import type { HostName, ProxyHosts } from "./support/hosts.ts";
import { hostNames, startProxyHosts } from "./support/hosts.ts";
import { clientId, edgeStand } from "./support/stand.ts";
import { linesOf } from "@cogrion/files/lines";

const { globalPort, regions, user, redirectUri } = edgeStand();
const issuer = `${regions[0].origin}/realms/sgp-1`;
const globalOrigin = `http://auth.cogrion.localhost:${globalPort}`;
const browserOrigin = flowsAt(globalOrigin).originOf("sgp-1");

let hosts: ProxyHosts;
beforeAll(async () => {
  // The Worker's socket is somewhere else; the hosts take turns at the global port.
  const [workerPort = 0] = await freePorts(1);
  hosts = await startProxyHosts({ globalOrigin, port: workerPort });
});
afterAll(() => hosts?.stop());

const signInAt = async (name: HostName, url: string): Promise<string> => {
  const browser = createBrowser(hosts.of(name), globalOrigin);
  const done = await browser.submit(await browser.go(url), { username: user.email, password: user.password });
  return done.url;
};

describe.each(hostNames)("a strict client of another's making, through the sign-in proxy in %s:", (name) => {
  test("openid-client discovers by tenant, signs in with PKCE, and accepts issuer and iss", async () => {
    const config = await client.discovery(
      new URL(`${globalOrigin}/.well-known/openid-configuration?tenant=w-acme`),
      clientId,
      undefined,
      client.None(),
      {
        execute: [client.allowInsecureRequests],
        [client.customFetch]: (url, options) => hosts.of(name).fetch(url, options as RequestInit),
      },
    );
    expect(config.serverMetadata().issuer).toBe(issuer);
    expect(config.serverMetadata().authorization_response_iss_parameter_supported).toBe(true);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const expectedNonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: "openid email",
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    expect(url.origin).toBe(browserOrigin);
    const callback = new URL(await signInAt(name, url.href));
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    const tampered = new URL(callback);
    tampered.searchParams.set("iss", `${browserOrigin}/realms/sgp-1`);
    await expect(client.authorizationCodeGrant(config, tampered, checks)).rejects.toMatchObject({
      cause: { message: expect.stringContaining(`"iss"`) as string },
    });

    const tokens = await client.authorizationCodeGrant(config, callback, checks);
    expect(tokens.claims()).toMatchObject({ iss: issuer, email: user.email, cogrion_region: "sgp-1" });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? "");
    const userInfo = await client.fetchUserInfo(config, refreshed.access_token, tokens.claims()?.sub ?? "");
    expect(userInfo.email).toBe(user.email);
    await client.tokenRevocation(config, refreshed.refresh_token ?? "");
    await expect(client.refreshTokenGrant(config, refreshed.refresh_token ?? "")).rejects.toThrow();
  });
});

describe("a strict client in another language", () => {
  let folder = "";
  let program = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cogrion-go-client-"));
    program = join(folder, "go-client");
    // Go has its own caches of modules and builds; go.sum says what the modules must be.
    await promisify(execFile)("go", ["build", "-mod=readonly", "-o", program, "."], {
      cwd: join(import.meta.dirname, "go-client"),
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(["Cloudflare Worker", "API Gateway v2", "Lambda@Edge origin request"] as const)(
    "go-oidc signs in through the sign-in proxy in %s, and accepts the issuer",
    async (name) => {
      const gateway = await serveHost(hosts.of(name), globalPort);
      try {
        const child = spawn(program, [`${browserOrigin}/realms/sgp-1`, issuer, clientId, redirectUri], {
          stdio: ["pipe", "pipe", "pipe"],
        });
        let complaint = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
        const lines = linesOf(child.stdout);
        const next = async (): Promise<string> => {
          const { value, done } = (await lines.next()) as IteratorResult<string>;
          if (done === true) throw new Error(`the client ended: ${complaint}`);
          return value;
        };
        const url = await next();
        expect(url.startsWith(`${browserOrigin}/realms/sgp-1/protocol/openid-connect/auth?`)).toBe(true);
        child.stdin.write(`${await signInAt(name, url)}\n`);
        expect(JSON.parse(await next())).toMatchObject({ issuer, email: user.email });
      } finally {
        await gateway.stop();
      }
    },
  );
});
