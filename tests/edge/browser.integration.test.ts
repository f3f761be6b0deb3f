import { createHash, randomBytes } from "node:crypto";
import { serveHost } from "@cogrion/testing/edge/gateway";
import { findChromium } from "@cogrion/local-stack/toolchain/chromium";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flowsAt, mailedLinkTo } from "./support/flows.ts";
import type { HostName } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import { adminOf, createPerson } from "./support/keycloak.ts";
import { clientId, edgeStand } from "./support/stand.ts";

const { regions, user, partnerUser, partnerOrigin, globalPort, admin, appOrigin, redirectUri } = edgeStand();
const [first, second] = regions;
// A separate site: no cookie of the regional host is sent to it.
const globalOrigin = `http://auth.cogrion.localhost:${globalPort}`;
const { originOf } = flowsAt(globalOrigin);
const verifier = randomBytes(32).toString("base64url");

let browser: Browser;
beforeAll(async () => {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error("This test needs Chromium: apt install chromium");
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(() => browser?.close());

const authorizationUrl = (region: string): string =>
  `${originOf(region)}/realms/${region}/protocol/openid-connect/auth?${new URLSearchParams({
    client_id: clientId,
    response_type: "code",
    scope: "openid",
    redirect_uri: redirectUri,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  }).toString()}`;

const expectSignedIn = async (page: Page, { id, origin }: { id: string; origin: string }): Promise<void> => {
  await page.waitForURL(`${redirectUri}?**`);
  const { searchParams } = new URL(page.url());
  expect(searchParams.get("code")).toBeTruthy();
  expect(searchParams.get("iss")).toBe(`${origin}/realms/${id}`);
};

/**
 * Redeems the code and renews the token like a single-page application: from the page, under its
 * own origin.
 */
const refreshInPage = (page: Page, region: string): Promise<{ status: number; renewed: number }> =>
  page.evaluate(
    async ({ tokenEndpoint, client, redirect, codeVerifier, callback }) => {
      const post = (body: Record<string, string>) =>
        fetch(tokenEndpoint, { method: "POST", body: new URLSearchParams({ client_id: client, ...body }) });
      const code = new URL(callback).searchParams.get("code") ?? "";
      const redeemed = await post({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirect,
        code_verifier: codeVerifier,
      });
      const { refresh_token: refreshToken } = (await redeemed.json()) as { refresh_token: string };
      const renewed = await post({ grant_type: "refresh_token", refresh_token: refreshToken });
      return { status: redeemed.status, renewed: renewed.status };
    },
    {
      tokenEndpoint: `${originOf(region)}/realms/${region}/protocol/openid-connect/token`,
      client: clientId,
      redirect: redirectUri,
      codeVerifier: verifier,
      callback: page.url(),
    },
  );

const hostsMetBy = (page: Page) => {
  const met = new Set<string>();
  const failed: string[] = [];
  page.on("request", (request) => met.add(new URL(request.url()).origin));
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
  });
  return { met, failed: () => failed.filter((each) => !each.includes("favicon")) };
};

describe.each<HostName>(["Cloudflare Worker", "API Gateway v2", "Lambda@Edge origin request"])(
  "in a real browser, through the sign-in proxy in %s,",
  (name) => {
    const stops: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      const isWorker = name === "Cloudflare Worker";
      const [elsewhere = 0] = await freePorts(1);
      const hosts = await startProxyHosts({ globalOrigin, port: isWorker ? globalPort : elsewhere });
      stops.push(() => hosts.stop());
      if (isWorker) return;
      const gateway = await serveHost(hosts.of(name), globalPort);
      stops.push(() => gateway.stop());
    });
    afterAll(async () => {
      for (const stop of stops.splice(0).toReversed()) await stop();
    });

    test("a person signs in at two regions, is known at the second visit, renews a token, and signs out of one alone, meeting only the entry's hosts", async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const { met, failed } = hostsMetBy(page);
      for (const region of regions) {
        await page.goto(authorizationUrl(region.id));
        // The form is reloaded once; the login still works.
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
        await page.goto(authorizationUrl(region.id));
        await expectSignedIn(page, region);
        expect(await refreshInPage(page, region.id)).toEqual({ status: 200, renewed: 200 });
      }

      await page.goto(`${originOf(first.id)}/realms/${first.id}/protocol/openid-connect/logout`);
      await page.click("#kc-logout");
      await page.waitForSelector("#kc-info-message, #kc-page-title");
      await page.goto(authorizationUrl(first.id));
      await page.waitForSelector("#username");
      await page.goto(authorizationUrl(second.id));
      await expectSignedIn(page, second);

      expect(met).toEqual(new Set([originOf(first.id), originOf(second.id), appOrigin]));
      expect(failed()).toEqual([]);
      await context.close();
    });

    test("a person sets a new password by a mailed link, and signs in at their company's provider", async () => {
      const person = await createPerson(await adminOf(first, admin));
      const context = await browser.newContext();
      const page = await context.newPage();
      const { met } = hostsMetBy(page);
      await page.goto(authorizationUrl(first.id));
      await page.click('a[href*="reset-credentials"]');
      await page.fill("#username", person.email);
      await page.click('[type="submit"]');
      await page.goto(await mailedLinkTo(person.email));
      expect(new URL(page.url()).origin).toBe(originOf(first.id));
      const password = randomBytes(12).toString("base64url");
      await page.fill("#password-new", password);
      await page.fill("#password-confirm", password);
      await page.click('[type="submit"]');
      await expectSignedIn(page, first);
      expect(met).toEqual(new Set([originOf(first.id), appOrigin, first.origin]));

      await context.clearCookies();
      await page.goto(authorizationUrl(first.id));
      await page.click("#social-partner");
      await page.waitForURL(`${partnerOrigin}/realms/partner/**`);
      await page.fill("#username", partnerUser.email);
      await page.fill("#password", partnerUser.password);
      await page.click("#kc-login");
      await expectSignedIn(page, first);
      await context.close();
    });

    test("a person whose region is unavailable reads why in their language, and can retry without a mouse", async () => {
      for (const [locale, retry] of [
        ["en-GB", "Try again"],
        ["de-DE", "Noch einmal versuchen"],
      ] as const) {
        const context = await browser.newContext({ locale, bypassCSP: true });
        const page = await context.newPage();
        const response = await page.goto(authorizationUrl("down-1"));
        expect(response?.status()).toBe(503);
        await page.keyboard.press("Tab");
        expect(await page.locator(":focus").textContent()).toBe(retry);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run(),
        );
        expect(violations.map(({ id }) => id)).toEqual([]);
        const [again] = await Promise.all([
          page.waitForResponse(authorizationUrl("down-1")),
          page.keyboard.press("Enter"),
        ]);
        expect(again.status()).toBe(503);
        await context.close();
      }
    });
  },
);
