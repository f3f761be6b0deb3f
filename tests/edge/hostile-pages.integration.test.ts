import { findChromium } from "@cogrion/local-stack/toolchain/chromium";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { selfSignedOf } from "@cogrion/testing/edge/certificate";
import { serveHost } from "@cogrion/testing/edge/gateway";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { claimsOf, flowsAt } from "./support/flows.ts";
import type { HostName, ProxyHosts } from "./support/hosts.ts";
import { startProxyHosts } from "./support/hosts.ts";
import type { Person } from "./support/keycloak.ts";
import { adminOf, createPerson } from "./support/keycloak.ts";
import { edgeStand } from "./support/stand.ts";
import type { WireOrigin } from "./support/wire-origin.ts";
import { startWireOrigin } from "./support/wire-origin.ts";

const { globalPort, regions, admin, redirectUri } = edgeStand();
const [first] = regions;
// Production's names and TLS: browsers treat cookies and isolation differently on localhost.
const globalOrigin = `https://auth.cogrion.test:${globalPort}`;
const evilHost = "app.w-evil.sgp-1.cogrion.test";
const { authorizationUrl, originOf, redeem } = flowsAt(globalOrigin);

const keycloakCookies = ["AUTH_SESSION_ID", "KC_AUTH_SESSION_HASH", "KC_RESTART", "KC_STATE_CHECKER"].concat([
  "KEYCLOAK_IDENTITY",
  "KEYCLOAK_SESSION",
  "KEYCLOAK_REMEMBER_ME",
  "KC_RESTART_LEGACY",
]);
const paths = ["/", "/realms", "/realms/sgp-1", "/realms/sgp-1/", "/realms/sgp-1/protocol/openid-connect"];

let browser: Browser;
let wire: WireOrigin;
let html = "";
beforeAll(async () => {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error("This test needs Chromium: apt install chromium");
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--host-resolver-rules=MAP *.cogrion.test 127.0.0.1"],
  });
  wire = await startWireOrigin();
});
afterAll(async () => {
  await browser?.close();
  await wire?.stop();
});
beforeEach(() => wire.reset());

const signIn = async (page: Page, { email, password }: Person): Promise<string> => {
  await page.goto(authorizationUrl("sgp-1"));
  await page.fill("#username", email);
  await page.fill("#password", password);
  await page.click("#kc-login");
  await page.waitForURL(`${redirectUri}?**`);
  return page.url();
};

describe.each<HostName>(["Cloudflare Worker", "API Gateway v2", "Lambda@Edge origin request"])(
  "hostile pages of our own domain, over TLS, before the sign-in proxy in %s:",
  (name) => {
    const stops: (() => Promise<void>)[] = [];
    let hosts: ProxyHosts;
    let victim: Person;
    let attacker: Person;
    let context: BrowserContext;
    beforeAll(async () => {
      const [elsewhere = 0] = await freePorts(1);
      hosts = await startProxyHosts({ globalOrigin, port: elsewhere, moreRegions: { "evil-1": wire.url } });
      stops.push(() => hosts.stop());
      const gateway = await serveHost(hosts.of(name), globalPort, {
        tls: await selfSignedOf("cogrion.test"),
        elsewhere: { hostname: evilHost, html: () => html },
      });
      stops.push(() => gateway.stop());
      const realm = await adminOf(first, admin);
      victim = await createPerson(realm);
      attacker = await createPerson(realm);
    });
    afterAll(async () => {
      for (const stop of stops.splice(0).toReversed()) await stop();
    });
    beforeEach(async () => {
      context = await browser.newContext({ ignoreHTTPSErrors: true });
      return () => context.close();
    });

    /**
     * Opens a customer's page that sets cookies of every name for every path of the whole domain.
     */
    const toss = async (page: Page, values: Record<string, string>): Promise<void> => {
      html = `<!doctype html><script>
        for (const path of ${JSON.stringify(paths)}) for (const [name, value] of Object.entries(${JSON.stringify(values)}))
          for (const prefix of ["", "__Host-sgp-1.", "__host-sgp-1.", "__Secure-sgp-1."])
            for (const domain of ["cogrion.test", "sgp-1.cogrion.test", "auth.cogrion.test"])
              document.cookie = prefix + name + "=" + value + "; Domain=" + domain + "; Path=" + path + "; Secure; Max-Age=34560000";
        document.cookie = "=__Host-sgp-1.KC_RESTART=x; Domain=cogrion.test; Path=/; Secure";
        document.title = "tossed";
      </script>`;
      await page.goto(`https://${evilHost}:${globalPort}/`);
      await expect.poll(() => page.title()).toBe("tossed");
    };

    test("cookies of every name and path that a customer's page sets change nothing", async () => {
      const theirs = await browser.newContext({ ignoreHTTPSErrors: true });
      await signIn(await theirs.newPage(), attacker);
      const stolen = Object.fromEntries(
        (await theirs.cookies(originOf("sgp-1"))).map(({ name: cookie, value }) => [
          cookie.replace("__Host-sgp-1.", ""),
          value,
        ]),
      );
      await theirs.close();
      expect(Object.keys(stolen)).toEqual(expect.arrayContaining(["KEYCLOAK_IDENTITY", "AUTH_SESSION_ID"]));

      const page = await context.newPage();
      const refused: string[] = [];
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) refused.push(message.text());
      });
      await toss(page, { ...Object.fromEntries(keycloakCookies.map((each) => [each, "junk"])), ...stolen });
      // The attack is real: the browser kept the cookies, and sends them to the region's origin.
      const sent = await context.cookies(`${originOf("sgp-1")}/realms/sgp-1/`);
      expect(sent.filter(({ name: each }) => each === "KEYCLOAK_IDENTITY").length).toBeGreaterThan(1);
      expect(sent.filter(({ name: each }) => each.startsWith("__Host-"))).toEqual([]);

      // Nobody is signed in to the attacker's session, and nobody is locked out.
      const code = await signIn(page, victim);
      const { id_token: idToken } = await redeem(hosts.of(name), "sgp-1", code);
      expect(claimsOf(idToken)["email"]).toBe(victim.email);
      // A signed-in person stays signed in, as themselves.
      await toss(page, stolen);
      await page.goto(authorizationUrl("sgp-1"));
      await page.waitForURL(`${redirectUri}?**`);
      const again = await redeem(hosts.of(name), "sgp-1", page.url());
      expect(claimsOf(again.id_token)["email"]).toBe(victim.email);

      const ours = (await context.cookies(originOf("sgp-1"))).filter(({ name: each }) => each.startsWith("__Host-"));
      expect(ours.length).toBeGreaterThan(2);
      for (const cookie of ours) {
        expect(cookie).toMatchObject({ domain: "sgp-1.auth.cogrion.test", path: "/", secure: true });
      }
      expect(refused).toEqual([]);
    });

    test("a page of one region's Keycloak reads nothing of another region's sign-in", async () => {
      const page = await context.newPage();
      await signIn(page, victim);
      const target = authorizationUrl("sgp-1");
      const script = `
        const target = ${JSON.stringify(target)};
        const tried = {};
        const attempt = async (name, work) => { try { tried[name] = String(await work()); } catch (error) { tried[name] = "refused"; } };
        (async () => {
          await attempt("cookies", () => document.cookie.includes("sgp-1") ? "read" : "refused");
          await attempt("fetch", async () => (await fetch(target, { credentials: "include" })).text());
          await attempt("frame", () => new Promise((resolve) => {
            const frame = document.createElement("iframe");
            frame.src = target;
            frame.onload = () => resolve(frame.contentDocument === null ? "refused" : frame.contentDocument.title || "refused");
            frame.onerror = () => resolve("refused");
            document.body.append(frame);
            setTimeout(() => resolve("refused"), 1500);
          }));
          await attempt("window", async () => {
            const opened = window.open(target);
            await new Promise((resolve) => setTimeout(resolve, 1500));
            return opened === null || opened.closed ? "refused" : opened.document.title;
          });
          await attempt("domain", () => { document.domain = "cogrion.test"; return document.domain === "cogrion.test" ? "set" : "refused"; });
          await attempt("leak", async () => (await fetch("https://${evilHost}:${globalPort}/", { mode: "no-cors" })).type);
          document.title = JSON.stringify(tried);
        })();`;
      wire.answer((request, response) => {
        request.resume();
        response
          .writeHead(200, { "content-type": "text/html", "content-security-policy": "default-src * 'unsafe-inline'" })
          .end(`<!doctype html><title>hostile</title><body><script>${script}</script>`);
      });
      await page.goto(authorizationUrl("evil-1"));
      await expect.poll(() => page.title(), { timeout: 60_000 }).toMatch(/^\{/);
      expect(JSON.parse(await page.title())).toEqual({
        cookies: "refused",
        fetch: "refused",
        frame: "refused",
        window: "refused",
        domain: "refused",
        leak: "refused",
      });
      // A customer's page cannot frame a sign-in either.
      html = `<!doctype html><iframe src="${target}"></iframe>`;
      await page.goto(`https://${evilHost}:${globalPort}/`);
      const frames = page.frames().filter((frame) => frame !== page.mainFrame());
      expect(frames.length).toBe(1);
      expect(await frames[0]?.locator("#username").count()).toBe(0);
    });
  },
);
