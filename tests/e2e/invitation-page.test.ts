import { routes } from "@cogrion/contract";
import { readMails } from "@cogrion/emulators/mail/read";
import { findChromium } from "@cogrion/local-stack/toolchain/chromium";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useSharedSystem } from "@cogrion/testing/shared-system";
import { until } from "@cogrion/testing/until";

const system = useSharedSystem();
const { password } = system;
let browser: Browser;
beforeAll(async () => {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error("This test needs Chromium: apt install chromium");
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});
afterAll(() => browser?.close());

const newestMailTo = (email: string, pattern: RegExp): Promise<string> =>
  until(`a mail to ${email}`, async () => {
    const mails = await readMails(system.parts.mail.url, email);
    return mails.map(({ text }) => pattern.exec(text ?? "")?.[0]).find((each) => each !== undefined);
  });

/** Invites a person to an account of the owner's, and returns the mailed link. */
const invite = async (name: string, email: string) => {
  const api = await system.clientOf("inviter@acme.example");
  const { id } = await api.call(routes.createAccount, { body: { name } });
  const body = { email, roles: ["viewer" as const] };
  await api.call(routes.createInvitation, { params: { account_id: id }, body });
  return { accountId: id, link: await newestMailTo(email, /http\S+\/api\/invitation\/#cgi_[\w-]{43}/) };
};

/** A separate browser, with each address that it requests. */
const openBrowser = async (colorScheme: "light" | "dark" = "light") => {
  const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 } });
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url()));
  return { context, asked };
};

const see = async (page: Page, text: string): Promise<void> => {
  await page.getByRole("heading", { level: 1, name: text }).waitFor();
  expect(await page.locator(":focus").textContent()).toBe(text);
};

const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe.run(),
  );
  expect(violations.map(({ id }) => id)).toEqual([]);
};

const signInAtKeycloak = async (page: Page, email: string): Promise<void> => {
  await page.fill("#username", email);
  await page.fill("#password", password);
  await page.press("#password", "Enter");
};

const openLink = async (context: BrowserContext, link: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(link);
  await see(page, "Accept your invitation");
  return page;
};

test("a person without a sign-in creates one, verifies the address, and accepts", async () => {
  const email = "hedy@acme.example";
  const { accountId, link } = await invite("Acme & Söhne", email);
  const { context, asked } = await openBrowser();
  const page = await openLink(context, link);
  expect(page.url()).toBe(link.split("#")[0]);
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Register" }).click();
  for (const [name, value] of Object.entries({ email, firstName: "Hedy", lastName: "Lamarr" }))
    await page.fill(`input[name="${name}"]`, value);
  await page.locator("input[type=submit], button[type=submit]").first().click();

  // As mail programs do: in another tab, which knows nothing about the invitation.
  const other = await context.newPage();
  await other.goto(await newestMailTo(email, /http\S+action-token\S+/));
  for (const name of ["password-new", "password-confirm"]) await other.fill(`input[name="${name}"]`, password);
  await other.press('input[name="password-confirm"]', "Enter");
  await see(other, "You are signed in");
  await other.goto(link);
  await see(other, "Accept your invitation");
  await other.getByRole("button", { name: "Sign in and accept" }).click();
  await see(other, "You are a member of Acme & Söhne");
  expect(await other.locator("main").innerText()).toContain(`./cogrion login --api-url ${new URL(link).origin}`);
  await expectAccessible(other);
  expect(await other.evaluate(() => Object.keys(sessionStorage))).toEqual([]);

  const api = await system.clientOf("inviter@acme.example");
  const { items } = await api.call(routes.listMembers, { params: { account_id: accountId }, query: {} });
  expect(items.map((member) => [member.email, member.roles])).toContainEqual([email, ["viewer"]]);
  const token = new URL(link).hash.slice(1);
  expect(asked.filter((url) => url.includes(token))).toEqual([]);
  const origins = new Set(asked.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin));
  expect([...origins].sort()).toEqual([new URL(link).origin, new URL(system.issuer).origin].sort());
  await context.close();
});

test("the wrong person reads what to do, signs out, and the right one accepts", async () => {
  const { link } = await invite("Acme", "ida@acme.example");
  await system.tokenOf("eve@acme.example");
  await system.tokenOf("ida@acme.example");
  const { context } = await openBrowser("dark");
  const page = await openLink(context, link);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in and accept" }).click();
  await signInAtKeycloak(page, "eve@acme.example");
  await see(page, "This invitation cannot be accepted");
  expect(await page.locator("main").innerText()).toContain("eve@acme.example");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in as somebody else" }).click();
  await see(page, "Accept your invitation");
  await page.getByRole("button", { name: "Sign in and accept" }).click();
  await signInAtKeycloak(page, "ida@acme.example");
  await see(page, "You are a member of Acme");
  await context.close();
});

test("nothing is lost while the API is unavailable, and an incomplete link is reported", async () => {
  const { link } = await invite("Acme", "bea@acme.example");
  await system.tokenOf("bea@acme.example");
  const { context } = await openBrowser();
  const page = await openLink(context, link);
  await page.route("**/api/invitations/accept", (route) => route.abort());
  await page.getByRole("button", { name: "Sign in and accept" }).click();
  await signInAtKeycloak(page, "bea@acme.example");
  await see(page, "Cogrion cannot be reached");
  await page.unroute("**/api/invitations/accept");
  await page.getByRole("button", { name: "Try again" }).click();
  await see(page, "You are a member of Acme");

  await page.goto(link.slice(0, -4));
  await see(page, "This link is not whole");
  await page.goto(`${link.split("#")[0]}?state=forged&code=forged&iss=https://evil.example`);
  await see(page, "You are signed in");
  expect(page.url()).toBe(link.split("#")[0]);
  await context.close();
});
