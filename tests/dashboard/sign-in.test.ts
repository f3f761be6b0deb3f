import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillSignIn, launchChromium, openAs, openPage } from "./support/browse.ts";
import { accountOf, signedUp, stand } from "./support/stand.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const { origin, password } = stand();
const opened = async (email: string) => {
  const api = await signedUp(email);
  await accountOf(api, "Acme");
  const visit = await openPage(browser);
  return { ...visit, person: { origin, email, password } };
};

const pathOf = (page: Page): string => page.url().slice(origin.length);

const storedIn = (page: Page): Promise<string> =>
  page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])");

test("an address with filters survives the sign-in and a reload, and no storage holds a token", async () => {
  const { context, page, complaints, person } = await opened("deep@acme.example");
  const path = "/sgp-1/workspaces?state=blocked&q=acme";
  await openAs(page, { ...person, path });
  expect(new URL(page.url()).searchParams.get("state")).toBe("blocked");
  await page.getByText("No workspace matches").waitFor();
  expect(await page.getByLabel("Search").inputValue()).toBe("acme");

  await page.reload();
  await page.getByText("No workspace matches").waitFor();
  expect(pathOf(page)).toContain("state=blocked");
  expect(pathOf(page)).toContain("q=acme");
  const stored = await storedIn(page);
  expect(stored).toContain("sgp-1");
  expect(stored).not.toMatch(/eyJ|token|verifier/);
  expect(complaints).toEqual([]);
  await context.close();
});

test("who cancels or comes back twice ends on a page with a way on, and never in a loop", async () => {
  const { page, context } = await opened("loop@acme.example");
  await page.goto(`${origin}/signed-in?error=access_denied&state=forged&iss=https://evil.example`);
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await page.goto(`${origin}//evil.example/workspaces`);
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  expect(new URL(page.url()).origin).toBe(origin);

  // This browser believes that it has a session, and has none: it is asked once, and then signs in.
  await page.evaluate(`localStorage.setItem("cogrion.regions", '["sgp-1"]')`);
  await page.goto(`${origin}/sgp-1/people`);
  await fillSignIn(page, "loop@acme.example", password);
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/sgp-1/people");
  await context.close();
});

test("an unknown workspace is told next to the field, and a region is offered", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(origin);
  await page.getByLabel("Workspace", { exact: true }).fill("nobody-has-this");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("No workspace is named w-nobody-has-this").waitFor();
  await page.getByLabel("Workspace", { exact: true }).fill("not a name!");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("A workspace id looks like w-acme").waitFor();
  await context.close();
});
