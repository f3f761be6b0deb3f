import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startWorkerHost } from "@cogrion/edge/testing/hosts";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/local-stack/testing";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

const regions = ["sgp-1", "frankfurt-1"];
const user = {
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "Lovelace",
  password: randomBytes(12).toString("base64url"),
};
const stops: (() => Promise<unknown>)[] = [];
let browser: Browser;
let keycloakOrigin = "";
let globalOrigin = "";
let appOrigin = "";

const findChromium = (): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(":")
    .flatMap((folder) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(folder, name)))
    .find((file) => existsSync(file));

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("This test needs Chromium: apt install chromium");
  const app = createServer((_, response) => response.end("<!doctype html><title>signed in</title>"));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  stops.push(async () => app.close());
  appOrigin = `http://localhost:${(app.address() as AddressInfo).port}`;

  const parts = await startTestParts({ parts: ["keycloak"] });
  stops.push(() => parts.stop());
  keycloakOrigin = `http://localhost:${new URL(parts.keycloak.url).port}`;
  for (const region of regions) {
    await configureRealm({
      url: parts.keycloak.url,
      admin: testSecrets.keycloakAdmin,
      region,
      controlPlaneSecret: randomBytes(12).toString("base64url"),
      dashboardOrigins: [appOrigin],
      users: [user],
      hasPasswordClient: false,
    });
  }
  const [port = 0] = await freePorts(1);
  // A site of its own: no cookie of the regional host is sent to it.
  globalOrigin = `http://auth.cogrion.localhost:${port}`;
  const worker = await startWorkerHost({
    app: "auth-proxy",
    port,
    bindings: {
      ENVIRONMENT: "local",
      LOCAL_ORIGIN: globalOrigin,
      REGIONS: regions.map((region) => `${region}=${keycloakOrigin}`).join(","),
    },
  });
  stops.push(() => worker.stop());
  browser = await chromium.launch({
    executablePath,
    args: "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split(
      " ",
    ),
  });
  stops.push(() => browser.close());
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const authorizationUrl = (region: string): string =>
  `${globalOrigin}/realms/${region}/protocol/openid-connect/auth?${new URLSearchParams({
    client_id: "cogrion-dashboard",
    response_type: "code",
    scope: "openid",
    redirect_uri: `${appOrigin}/callback`,
    code_challenge: createHash("sha256").update("verifier").digest("base64url"),
    code_challenge_method: "S256",
  }).toString()}`;

const expectSignedIn = async (page: Page, region: string): Promise<void> => {
  await page.waitForURL(`${appOrigin}/callback?**`);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("code")).toBeTruthy();
  expect(searchParams.get("iss")).toBe(`${keycloakOrigin}/realms/${region}`);
};

test("a person signs in at two regions in one browser, is known at the second visit, and signs out of one alone, meeting only the global host", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const met: string[] = [];
  const failed: string[] = [];
  page.on("request", (request) => met.push(new URL(request.url()).origin));
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });

  for (const region of regions) {
    await page.goto(authorizationUrl(region));
    // The form is reloaded once: a login survives it.
    await page.reload();
    await page.fill("#username", user.email);
    await page.fill("#password", "wrong");
    await page.click("#kc-login");
    await page.waitForSelector("#input-error-username");
    await page.fill("#password", user.password);
    await page.click("#kc-login");
    await expectSignedIn(page, region);
  }
  for (const region of regions) {
    await page.goto(authorizationUrl(region));
    await expectSignedIn(page, region);
  }

  await page.goto(`${globalOrigin}/realms/sgp-1/protocol/openid-connect/logout`);
  await page.click("#kc-logout");
  await page.waitForSelector("#kc-info-message, #kc-page-title");
  await page.goto(authorizationUrl("sgp-1"));
  await page.waitForSelector("#username");
  await page.goto(authorizationUrl("frankfurt-1"));
  await expectSignedIn(page, "frankfurt-1");

  expect(new Set(met)).toEqual(new Set([globalOrigin, appOrigin]));
  expect(failed.filter((each) => !each.includes("favicon"))).toEqual([]);
});
