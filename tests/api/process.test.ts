import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { migrate } from "@cogrion/postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ControlPlane } from "./support/process.ts";
import { runControlPlane, startControlPlane, testEnvironment } from "./support/process.ts";

let parts: TestParts<"postgres">;
let databaseUrl: string;
let controlPlane: ControlPlane | undefined;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  databaseUrl = await parts.createDatabase("process");
  await migrate({ databaseUrl, isPrimary: true });
});
afterEach(async () => {
  await controlPlane?.stop();
  controlPlane = undefined;
});
afterAll(() => parts?.stop());

test("a wrong environment ends the process with one message that lists all faults and shows no secret", async () => {
  const secret = "not-a-database-hunter2";
  const { output, exited } = runControlPlane(
    testEnvironment({ REGION: "nowhere", BASE_DOMAIN: undefined, DATABASE_URL: secret, OPS_PORT: "x" }),
  );
  expect(await exited).toBe(1);
  for (const name of ["REGION", "BASE_DOMAIN", "DATABASE_URL", "OPS_PORT"])
    expect(output()).toMatch(new RegExp(`^  ${name}: `, "m"));
  expect(output()).not.toContain(secret);
});

test("a taken port ends the process with its reason", async () => {
  controlPlane = await startControlPlane({ DATABASE_URL: databaseUrl });
  const { port } = new URL(controlPlane.publicUrl);
  const { output, exited } = runControlPlane(testEnvironment({ DATABASE_URL: databaseUrl, PUBLIC_PORT: port }));
  expect(await exited).toBe(1);
  expect(output()).toContain("EADDRINUSE");
});

test("SIGTERM finishes what is in flight, accepts nothing new, and exits with 0", async () => {
  const running = await startControlPlane({ DATABASE_URL: databaseUrl });
  // A body that is still being sent is a request in flight.
  let finish: (() => void) | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("{"));
      finish = () => {
        controller.enqueue(new TextEncoder().encode("}"));
        controller.close();
      };
    },
  });
  const internal = new URL("/internal/tenants/w-acme", running.internalUrl);
  const inFlight = fetch(internal, {
    method: "PUT",
    body,
    duplex: "half",
    headers: {
      authorization: "Bearer test-inter-region-token-0123456789abcdef",
      "content-type": "application/json",
    },
  } as RequestInit);
  await expect
    .poll(async () => (await fetch(new URL("/metrics", running.opsUrl))).text())
    .toMatch(/http_requests_in_flight\{.*listener="internal".*\} 1/);
  running.kill("SIGTERM");
  await expect.poll(() => running.output()).toContain('"message":"stopping"');
  await expect
    .poll(() =>
      fetch(new URL("/api/me", running.publicUrl)).then(
        () => "answered",
        () => "refused",
      ),
    )
    .toBe("refused");
  expect((await fetch(new URL("/readyz", running.opsUrl))).status).toBe(503);
  finish?.();
  const answer = await inFlight;
  expect(answer.status).toBe(400);
  expect(await running.exited).toBe(0);
});

test("without its database it is alive, not ready, and returns 503; it recovers with the database", async () => {
  const running = await startControlPlane({ DATABASE_URL: databaseUrl });
  controlPlane = running;
  const get = (url: string, path: string, headers = {}) => fetch(new URL(path, url), { headers });
  await parts.kill("postgres");
  await expect.poll(async () => (await get(running.opsUrl, "/readyz")).status, { timeout: 30_000 }).toBe(503);
  expect(await (await get(running.opsUrl, "/readyz")).json()).toMatchObject({ missing: ["postgres"] });
  expect((await get(running.opsUrl, "/healthz")).status).toBe(200);
  const headers = { authorization: `Bearer cgw_${"x".repeat(43)}` };
  const away = await get(running.publicUrl, "/api/workspaces/w-acme/config", headers);
  expect([away.status, away.headers.get("retry-after") !== null]).toEqual([503, true]);
  expect(await away.json()).toMatchObject({ code: "dependency_unavailable" });
  await parts.restart("postgres");
  await expect.poll(async () => (await get(running.opsUrl, "/readyz")).status, { timeout: 60_000 }).toBe(200);
  const back = await get(running.publicUrl, "/api/workspaces/w-acme/config", headers);
  expect([back.status, ((await back.json()) as { code: string }).code]).toEqual([401, "token_invalid"]);
});
