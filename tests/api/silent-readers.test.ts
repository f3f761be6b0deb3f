import type { Socket } from "node:net";
import { connect } from "node:net";
import { migrate } from "@cogrion/postgres";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import type { Realm } from "@cogrion/testing/realm/realm";
import { accessClaims, createSigningKey, jwkOf, signToken, startRealm } from "@cogrion/testing/realm/realm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ControlPlane } from "./support/process.ts";
import { startControlPlane } from "./support/process.ts";

const readers = 300;
const mebibyte = 2 ** 20;
const waiting = { timeout: 120_000, interval: 200 };

let parts: TestParts<"postgres">;
let realm: Realm;
let running: ControlPlane;
let authorization: string;
let accountId: string;
let workspaceId: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  parts = await startTestParts({ parts: ["postgres"] });
  const databaseUrl = await parts.createDatabase("silent_readers");
  await migrate({ databaseUrl, isPrimary: true });
  const key = createSigningKey("rsa-1");
  realm = await startRealm("sgp-1");
  realm.publish([jwkOf(key)]);
  running = await startControlPlane({
    DATABASE_URL: databaseUrl,
    AUTH_DOMAIN: new URL(realm.issuer).host,
    SILENT_READER_SECONDS: "2",
  });
  authorization = `Bearer ${await signToken(key, accessClaims(realm.issuer, new Date()))}`;
  accountId = (await create("/api/accounts", { name: "Silent" })).id;
  const aws = { account_id: "222222222222" };
  workspaceId = (await create("/api/workspaces", { account_id: accountId, slug: "silent", aws })).id;
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  await running?.stop();
  await realm?.close();
  await parts?.stop();
});

const create = async (path: string, body: unknown): Promise<{ id: string }> => {
  const response = await fetch(running.publicUrl + path, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { id: string };
};

/**
 * Sends `requests` requests for a path on each of many connections, and reads nothing of any
 * response.
 */
const askSilently = (path: string, requests = 1): void => {
  const { hostname, port } = new URL(running.publicUrl);
  for (let index = 0; index < readers; index += 1) {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    socket.pause();
    const request = `GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\n\r\n`;
    socket.write(request.repeat(requests));
    sockets.push(socket);
  }
};

const metric = async (pattern: RegExp): Promise<number> =>
  Number(pattern.exec(await (await fetch(`${running.opsUrl}/metrics`)).text())?.[1] ?? 0);
const memory = () => metric(/^process_resident_memory_bytes\{[^}]*\} (\d+)/m);
const open = () => metric(/^http_open_connections\{[^}]*listener="public"[^}]*\} (\d+)/m);
const unsent = () => metric(/^http_unsent_bytes\{[^}]*listener="public"[^}]*\} (\d+)/m);
const closedFor = (reason: string) =>
  metric(
    new RegExp(`^http_connections_closed_total\\{[^}]*listener="public"[^}]*reason="${reason}"[^}]*\\} (\\d+)`, "m"),
  );
/**
 * A reader that takes nothing is closed for its silence, or before that because all together hold
 * too many bytes.
 */
const closed = async () => (await closedFor("silent_reader")) + (await closedFor("too_much_unsent"));
const received = () => metric(/^http_requests_in_flight\{[^}]*listener="public"[^}]*\} (\d+)/m);

test("300 readers that take nothing of the API's page cost no copy of it each, and are closed", async () => {
  const path = "/api/docs/";
  const page = await (await fetch(running.publicUrl + path)).text();
  // The kernel takes some megabytes for each socket: more than it takes has to wait for each.
  const requests = Math.ceil((16 * mebibyte) / page.length);
  const before = await memory();
  const closedBefore = await closed();
  askSilently(path, requests);
  await expect.poll(received, waiting).toBeGreaterThan(readers / 2);
  expect((await memory()) - before).toBeLessThan(250 * mebibyte);
  // The limit is enforced at intervals, so for a moment more can wait.
  await expect.poll(unsent, waiting).toBeLessThan(64 * mebibyte);
  await expect.poll(closed, waiting).toBe(closedBefore + readers);
  await expect.poll(open, waiting).toBeLessThan(20);
  expect(await unsent()).toBe(0);
  expect((await memory()) - before).toBeLessThan(250 * mebibyte);
});

test.each([
  ["an event stream", () => `/api/workspaces/${workspaceId}/events?stream=true`],
  ["an export", () => `/api/accounts/${accountId}/audit/export`],
  ["JSON", () => "/api/openapi.json"],
  ["a list", () => "/api/workspaces"],
])("300 silent readers of %s leave memory and the others' responses as they were", async (_, pathOf) => {
  const before = await memory();
  askSilently(pathOf());
  await expect.poll(open, waiting).toBeGreaterThanOrEqual(readers);
  expect((await fetch(`${running.publicUrl}/api/me`, { headers: { authorization } })).status).toBe(200);
  await expect.poll(async () => (await unsent()) / mebibyte, waiting).toBeLessThan(64);
  expect((await memory()) - before).toBeLessThan(250 * mebibyte);
  for (const socket of sockets.splice(0)) socket.destroy();
  await expect.poll(open, waiting).toBeLessThan(20);
});

test("one address has a limit of connections, and others can still connect", async () => {
  for (let round = 0; round < 2; round += 1) askSilently("/api/openapi.json");
  await expect.poll(() => closedFor("too_many_of_address"), waiting).toBeGreaterThan(0);
  expect(await open()).toBeLessThanOrEqual(400);
});
