import { findChromium } from "@cogrion/local-stack/toolchain/chromium";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

export const launchChromium = async (): Promise<Browser> => {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error("This test needs Chromium: apt install chromium");
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
};

export type Visit = { context: BrowserContext; page: Page; complaints: string[] };

/** A browser of its own; `complaints` are its reports of the content policy and its errors. */
export const openPage = async (browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  await context.exposeFunction("complain", (text: string) => void complaints.push(text));
  await context.addInitScript({
    content: `document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
      complain([violatedDirective, blockedURI, sourceFile, lineNumber].join(" ")));`,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  return { context, page, complaints };
};

/** On the region's own sign-in page. */
export const fillSignIn = async (page: Page, email: string, password: string): Promise<void> => {
  await page.fill("#username", email);
  await page.fill("#password", password);
  await page.press("#password", "Enter");
};

/** Opens the dashboard at a path as this person, who may have to sign in on the way. */
export const openAs = async (
  page: Page,
  { origin, path, email, password }: { origin: string; path: string; email: string; password: string },
): Promise<void> => {
  await page.goto(origin + path);
  await fillSignIn(page, email, password);
  await page.getByRole("navigation", { name: "Pages", exact: true }).waitFor();
};

/** Ids of the rules of WCAG 2.2 AA, and of axe's own advice, that the page breaks; with the elements. */
export const violationsOf = async (page: Page): Promise<string[]> => {
  // The policy forbids scripts from elsewhere; the debugger's are not bound by it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};
