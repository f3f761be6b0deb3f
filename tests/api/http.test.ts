import { connect } from "node:net";
import { routes } from "@cogrion/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

/** What is true for every response, whatever the route. */
describe("HTTP", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  test("an unknown path is a 404, and a known one with another method a 405 that names the right ones", async () => {
    const unknown = await stage.call("GET", "/api/nothing", { as: "ada" });
    expect([unknown.status, unknown.body.code]).toEqual([404, "route_not_found"]);
    for (const method of ["PUT", "PROPFIND", "QUERY", "M-SEARCH"]) {
      const answer = await stage.call(method, "/api/workspaces/w-acme", { as: "ada" });
      expect([method, answer.status, answer.body.code]).toEqual([method, 405, "method_not_allowed"]);
      expect(answer.headers.get("allow")).toBe("DELETE, GET, HEAD, PATCH");
    }
  });

  test("HEAD returns what GET does, without the body", async () => {
    const answer = await stage.call("HEAD", "/api/me", { as: "ada" });
    expect([answer.status, answer.body]).toEqual([200, undefined]);
  });

  test("the internal routes do not exist on the public listener, with or without the inter-region token", async () => {
    for (const path of ["/internal/principals?email=ada@example.com", "/internal/tenants/w-acme", "/internal"])
      expect((await stage.call("GET", path, { token: "test-inter-region-token-0123456789abcdef" })).status).toBe(404);
    for (const { path } of Object.values(routes)) expect(path).toMatch(/^\/(api|\.well-known)\//);
  });

  test("the page of invitations runs its own files alone, and says where to sign in", async () => {
    const page = await stage.call("GET", "/api/invitation/");
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain(`connect-src 'self' ${new URL(stage.issuer).origin};`);
    for (const [, name = ""] of (page.body as string).matchAll(/(?:href|src)="([\w.]+)"/g))
      expect([name, (await stage.call("GET", `/api/invitation/${name}`)).status]).toEqual([name, 200]);
    expect((await stage.call("GET", "/api/invitation/sign-in.json")).body).toEqual({
      issuer: stage.issuer,
      discovery_url: `${stage.issuer}/.well-known/openid-configuration`,
      client_id: "cogrion-invitations",
    });
    expect((await stage.call("GET", "/api/invitation/..%2fmain.ts")).status).toBe(404);
    expect((await stage.call("POST", "/api/invitation/")).status).toBe(405);
  });

  test("probes and metrics are on the ops listener only", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      expect((await stage.call("GET", path)).status).toBe(404);
      expect((await fetch(new URL(path, stage.controlPlane.opsUrl))).status).toBe(200);
    }
  });

  test("a well-formed request id is used and returned, any other is replaced", async () => {
    const echo = async (id: string) =>
      (await stage.call("GET", "/api/me", { headers: { "x-request-id": id } })).headers.get("x-request-id");
    expect(await echo("build-1234.retry_2")).toBe("build-1234.retry_2");
    for (const id of ["short", "a".repeat(65), "has space in it", "quote\"'<>$(x)", "../../etc/passwd"])
      expect(await echo(id)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a problem carries its request id, and a 401 its challenge", async () => {
    const missing = await stage.call("GET", "/api/me");
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(missing.headers.get("www-authenticate")).toBe('Bearer realm="cogrion"');
    expect(missing.body).toMatchObject({
      type: "https://docs.cogrion.com/errors#token_missing",
      status: 401,
      code: "token_missing",
      request_id: missing.headers.get("x-request-id"),
    });
    const invalid = await stage.call("GET", "/api/me", { token: "nonsense" });
    expect(invalid.headers.get("www-authenticate")).toMatch(
      /^Bearer realm="cogrion", error="invalid_token", error_description="[^"\\]+"$/,
    );
  });

  test("a token in the query is ignored", async () => {
    const token = await stage.token("ada");
    expect((await stage.call("GET", `/api/me?access_token=${token}`)).status).toBe(401);
  });

  test("every answer forbids being cached, sniffed and framed", async () => {
    for (const path of ["/api/me", "/api/nothing"]) {
      const { headers } = await stage.call("GET", path, { as: "ada" });
      expect(Object.fromEntries(headers)).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
      });
    }
  });

  test("browsers may call from the dashboard's origin, and from no other", async () => {
    const allowedFor = async (origin: string) =>
      (
        await stage.call("OPTIONS", "/api/workspaces", {
          headers: { origin, "access-control-request-method": "POST" },
        })
      ).headers.get("access-control-allow-origin");
    expect(await allowedFor("http://localhost:5173")).toBe("http://localhost:5173");
    for (const origin of ["https://evil.example", "http://localhost.evil.example", "null"])
      expect(await allowedFor(origin)).not.toBe(origin);
  });

  test("input that is not HTTP gets a problem too", async () => {
    const answer = await rawExchange("NONSENSE\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"request_invalid"');
    const expectation = await rawExchange("GET /api/me HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n");
    expect(expectation).toMatch(/^HTTP\/1\.1 417 /);
    expect(expectation).toContain('"code":"expectation_failed"');
  });
  const rawExchange = (text: string): Promise<string> => {
    const { hostname, port } = new URL(stage.controlPlane.publicUrl);
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("error", reject);
      socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
    });
  };

  test("the contract is served as OpenAPI 3.1, with a page that loads nothing from elsewhere", async () => {
    const document = await stage.call("GET", "/api/openapi.json");
    expect(document.body.openapi).toBe("3.1.0");
    expect(Object.keys(document.body.paths)).toHaveLength(new Set(Object.values(routes).map(({ path }) => path)).size);
    const root = await stage.call("GET", "/");
    expect([root.status, root.headers.get("location")]).toEqual([302, "/api/docs/"]);
    const moved = await stage.call("GET", "/api/docs");
    expect([moved.status, moved.headers.get("location")]).toEqual([308, "/api/docs/"]);
    const page = await stage.call("GET", "/api/docs/");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("content-security-policy")).not.toMatch(/unsafe|script-src/);
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\/|<script|<style|\sstyle=|\son[a-z]+="/);
    // The first operation is in the first response, and so is every other one.
    for (const { path } of Object.values(routes)) expect(page.body).toContain(path.replaceAll("&", "&amp;"));
    expect((await stage.call("HEAD", "/api/docs/page.css")).status).toBe(200);
    expect((await stage.call("GET", "/api/docs/nothing")).body.code).toBe("route_not_found");
  });

  test("metrics count by route id, and logs know the request; neither holds a token, an address or a path's id", async () => {
    const token = await stage.token("ada");
    await stage.call("GET", "/api/workspaces/w-not-in-metrics", { as: "ada" });
    await stage.call("GET", `/api/me?token=${token}`, {
      as: "ada",
      headers: { "x-request-id": "find-me-in-the-log" },
    });
    const metrics = await (await fetch(new URL("/metrics", stage.controlPlane.opsUrl))).text();
    expect(metrics).toMatch(/http_request_duration_seconds_count\{.*route="workspaces\.get",status="404".*\} [1-9]/);
    expect(metrics).toMatch(/auth_authentications_total\{.*kind="principal",outcome="accepted".*\} [1-9]/);
    expect(metrics).not.toContain("w-not-in-metrics");
    await expect.poll(() => stage.controlPlane.output()).toContain('"request_id":"find-me-in-the-log"');
    const output = stage.controlPlane.output();
    expect(output).toContain('"workspace_id":"w-not-in-metrics"');
    for (const secret of [token, token.split(".")[2] ?? "", "test-inter-region-token", "ada@example.com", "cgw_"])
      expect(output).not.toContain(secret);
    expect(output).not.toContain(new URL(stage.databaseUrl).password);
  });
});
