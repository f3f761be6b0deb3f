import { routes } from "@cogrion/contract";
import { internalRoutes } from "@cogrion/contract/internal";
import { createRemotePrincipals } from "@cogrion/inter-region";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { createPool, migrate } from "@cogrion/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docsRoutes } from "../../apps/control-plane/src/http/docs.ts";
import { invitationPageRoutes } from "../../apps/control-plane/src/http/invitation-page.ts";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane, tokenHashesOf } from "./support/process.ts";

const oldToken = "old-inter-region-token-0123456789abcdef-0123";
const newToken = "new-inter-region-token-0123456789abcdef-0123";

let parts: TestParts<"postgres">;
let databaseUrl: string;
let controlPlane: ControlPlane;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  databaseUrl = await parts.createDatabase("internal_listener");
  await migrate({ databaseUrl, isPrimary: true });
  controlPlane = await start(oldToken);
});
afterAll(async () => {
  await controlPlane?.stop();
  await parts?.stop();
});

const start = (...tokens: string[]): Promise<ControlPlane> =>
  startControlPlane({ DATABASE_URL: databaseUrl, INTER_REGION_TOKEN_HASHES: tokenHashesOf(...tokens) });

const principals = `${internalRoutes.getPrincipal.path}?email=ada@example.com`;
const ask = async (origin: string, path: string, headers: Record<string, string> = {}, method = "GET") => {
  const body = method === "GET" || method === "DELETE" ? null : "{}";
  const contentType = body === null ? {} : { "content-type": "application/json" };
  const response = await fetch(origin + path, { method, headers: { ...contentType, ...headers }, body });
  const { code } = (await response.json()) as { code?: string };
  return [response.status, code];
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the internal listener of a running control plane", () => {
  test("takes the token in force", async () => {
    expect(await ask(controlPlane.internalUrl, principals, bearer(oldToken))).toEqual([404, "principal_not_found"]);
  });

  const flipped = oldToken.slice(0, -1) + (oldToken.endsWith("3") ? "4" : "3");
  test.each<[string, string, Record<string, string>, string]>([
    ["wrong by one byte at its end", principals, bearer(flipped), "token_invalid"],
    ["wrong by one byte at its beginning", principals, bearer(`x${oldToken.slice(1)}`), "token_invalid"],
    ["short by one byte", principals, bearer(oldToken.slice(0, -1)), "token_invalid"],
    ["long by one byte", principals, bearer(`${oldToken}x`), "token_invalid"],
    ["in other case", principals, bearer(oldToken.toUpperCase()), "token_invalid"],
    ["missing", principals, {}, "token_missing"],
    ["empty", principals, { authorization: "Bearer " }, "token_missing"],
    ["in the query", `${principals}&access_token=${oldToken}`, {}, "token_missing"],
    ["in the query under another name", `${principals}&token=${oldToken}`, {}, "token_missing"],
    ["in a cookie", principals, { cookie: `token=${oldToken}` }, "token_missing"],
    ["in a header of its own", principals, { "x-inter-region-token": oldToken }, "token_missing"],
    ["sent as basic credentials", principals, { authorization: `Basic ${btoa(`x:${oldToken}`)}` }, "token_missing"],
  ])("refuses a token that is %s, and writes none into its log", async (_, path, headers, code) => {
    expect(await ask(controlPlane.internalUrl, path, headers)).toEqual([401, code]);
    expect(controlPlane.output()).not.toContain(oldToken);
  });

  test("rotates its token without a moment in which a replica refuses what another region sends", async () => {
    // What each replica of the primary accepts at each stage of docs/guides/operate.md, and what
    // the region sends then.
    const stages = [
      { accepted: [oldToken], sent: 0 },
      { accepted: [oldToken, newToken], sent: 0 },
      { accepted: [oldToken, newToken], sent: 1 },
      { accepted: [newToken], sent: 1 },
    ];
    const taken: boolean[][] = [];
    for (const { accepted } of stages) {
      const replica = await start(...accepted);
      const answers = [oldToken, newToken].map((each) => ask(replica.internalUrl, principals, bearer(each)));
      taken.push((await Promise.all(answers)).map(([status]) => status !== 401));
      await replica.stop();
    }
    expect(taken).toEqual([
      [true, false],
      [true, true],
      [true, true],
      [false, true],
    ]);
    // While replicas and regions move from one stage to the next, each side may be at either.
    for (const [stage, { sent: index }] of stages.entries())
      for (const neighbour of [stage - 1, stage, stage + 1].filter((each) => taken[each] !== undefined))
        expect([stage, neighbour, taken[neighbour]?.[index]]).toEqual([stage, neighbour, true]);
  });
});

describe("a principal that another region reports to the primary", () => {
  const resolve = async (issuer: string) => {
    const response = await fetch(controlPlane.internalUrl + internalRoutes.resolvePrincipal.path, {
      method: "POST",
      headers: { ...bearer(oldToken), "content-type": "application/json" },
      body: JSON.stringify({ email: "staff@cogrion.com", issuer, subject: "s-1" }),
    });
    // oxlint-disable-next-line typescript/no-explicit-any
    return { status: response.status, body: (await response.json()) as any };
  };
  const written = async (): Promise<unknown[]> => {
    const pool = createPool({ databaseUrl, applicationName: "test" });
    try {
      const { rows } = await pool.query(
        "select issuer from principal_identities union all select action from audit_events",
      );
      return rows;
    } finally {
      await pool.end();
    }
  };

  test.each([
    "https://auth.sgp-1.cogrion.com/realms/sgp-1",
    "https://auth.dev.sgp-1.cogrion.com/realms/sgp-1",
    "https://localhost:8080/realms/sgp-1",
    "http://auth.w-x.sgp-1.cogrion.com/realms/sgp-1",
    "http://localhost:8080@evil.example/realms/sgp-1",
    "http://localhost.evil.example:8080/realms/sgp-1",
    "http://localhost:8080/realms/sgp-1/",
    "http://localhost:8080/realms/SGP-1",
    "http://localhost:8080/realms/master",
  ])("is rejected if its issuer is %s, which is not a realm of this environment", async (issuer) => {
    expect(await resolve(issuer)).toMatchObject({ status: 403, body: { code: "region_forbidden" } });
    expect(await written()).toEqual([]);
  });

  test("is made where its issuer is the calling region's realm, and no other region's", async () => {
    expect(await resolve("http://localhost:8080/realms/tokyo-1")).toMatchObject({ body: { code: "region_forbidden" } });
    expect(await resolve("http://localhost:8080/realms/sgp-1")).toMatchObject({
      body: { code: "principal_not_found" },
    });
    expect(await written()).toEqual([]);
    expect((await resolve("http://localhost:8080/realms/frankfurt-1")).status).toBe(200);
  });

  test("appears in the calling region as an unavailable primary, not as the caller's fault", async () => {
    const principals = createRemotePrincipals({ url: controlPlane.internalUrl, token: oldToken });
    const claim = { email: "ada@example.com", issuer: "https://auth.sgp-1.cogrion.com/realms/sgp-1", subject: "s" };
    await expect(principals.resolve(claim)).rejects.toMatchObject({ code: "dependency_unavailable" });
  });
});

describe("public and internal routes", () => {
  const id = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
  const filled = (path: string): string => path.replaceAll("{workspace_id}", "w-acme").replaceAll(/\{\w+\}/g, id);
  const publicRoutes = [...Object.values(routes), ...docsRoutes, ...invitationPageRoutes].map(({ method, path }) => ({
    method,
    path: filled(path),
  }));
  const internalPaths = [...new Set(Object.values(internalRoutes).map(({ path }) => filled(path)))];
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

  test.each(publicRoutes)(
    "$method $path is no internal one, and does not exist on the internal listener",
    async ({ method, path }) => {
      expect(path).toMatch(/^\/$|^\/(api|\.well-known)\//);
      expect(await ask(controlPlane.internalUrl, path, bearer(oldToken), method)).toEqual([404, "route_not_found"]);
    },
  );

  test.each(internalPaths)(
    "%s does not exist on the public listener, by whatever method, with the token or without it",
    async (path) => {
      expect(path).toMatch(/^\/internal\//);
      for (const method of methods)
        for (const headers of [{}, bearer(oldToken)])
          for (const spelt of [
            path,
            `${path}/`,
            `/api/..${path}`,
            path.replace("/internal", "/%69nternal"),
            path.toUpperCase(),
          ])
            expect([method, spelt, ...(await ask(controlPlane.publicUrl, spelt, headers, method))]).toEqual([
              method,
              spelt,
              404,
              "route_not_found",
            ]);
    },
  );
});
