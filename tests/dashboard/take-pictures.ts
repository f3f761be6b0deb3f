import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { startSystem } from "@cogrion/testing/system";
import { launchTemplate } from "@cogrion/testing/workspaces";
import type { Page } from "playwright-core";
import { fillSignIn, launchChromium, openPage } from "./support/browse.ts";

// Takes the pictures of docs/guides/first-workspace.md against a running region:
//   node tests/dashboard/take-pictures.ts [folder]
const folder = process.argv[2] ?? join(import.meta.dirname, "..", "..", "docs", "pictures", "dashboard");
await mkdir(folder, { recursive: true });

const email = "ada@acme.example";
const system = await startSystem({ hasDashboard: true });
const browser = await launchChromium();
const { page, complaints } = await openPage(browser, {
  colorScheme: "light",
  locale: "en-GB",
  timezoneId: "Asia/Singapore",
});

const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
const take = async (name: string, on: Page = page): Promise<void> => {
  const isAll = process.argv[3] === "all";
  await on.waitForTimeout(400);
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"] as const) {
      if (!isAll && (size !== "wide" || colorScheme !== "light")) continue;
      await on.setViewportSize(viewport);
      await on.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await on.screenshot({
        path: join(folder, isAll ? `${name}-${size}-${colorScheme}.png` : `${name}.png`),
        fullPage: size === "phone",
      });
    }
  }
  await on.setViewportSize(sizes.wide);
  await on.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
};

try {
  await system.tokenOf(email);
  await page.goto(system.dashboardOrigin);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await take("sign-in");
  await page.getByRole("button", { name: /Singapore/ }).click();
  await fillSignIn(page, email, system.password);
  await page.getByRole("heading", { name: "Create your account" }).waitFor();
  await page.getByLabel("Name").fill("Acme");
  await take("account");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("No workspace yet").waitFor();
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByLabel("Name").fill("acme");
  await page.getByLabel("AWS account").fill("222222222222");
  await take("create");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.getByText("Make the role in your AWS account").waitFor({ timeout: 150_000 });
  await take("role");

  const api = await system.clientOf(email);
  const id = "w-acme" as WorkspaceId;
  await launchTemplate(system, api, id, { without: "acm:RequestCertificate" });
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("statement to add").first().waitFor({ timeout: 150_000 });
  await take("blocked");
  await launchTemplate(system, api, id);
  await page.getByRole("button", { name: "Look again" }).click();
  await page.getByText("Start your BFF").waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "Create a token" }).click();
  await page.getByText("Store this token now").waitFor();
  await page.evaluate(`for (const each of document.querySelectorAll("pre bdi"))
    if (each.textContent.startsWith("cgw_")) each.textContent = "cgw_shown-once";`);
  await take("bff");
  const { token } = await api.call(routes.mintToken, { params: { workspace_id: id }, body: { name: "bff" } });
  await api.call(routes.listTokens, { params: { workspace_id: id } });
  const beat = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${system.apiUrl}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const { delegated_zone: zone } = await api.call(routes.getWorkspace, { params: { workspace_id: id } });
  await beat(routes.registerBff.path.replace("{workspace_id}", id), { bff_url: `http://bff.${zone}:3001` });
  await page.getByText("Healthy").first().waitFor({ timeout: 90_000 });
  await take("healthy");
  await page.getByText("Provisioned in").click();
  await take("steps");
  for (const tab of ["Resources", "Tokens", "Activity", "Settings"]) {
    await page
      .getByRole("navigation", { name: /Parts of/ })
      .getByRole("link", { name: tab })
      .click();
    await take(tab.toLowerCase());
  }
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await take("delete");
  await page.keyboard.press("Escape");
  for (const name of ["Workspaces", "People", "Audit", "Settings"]) {
    await page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link", { name }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForTimeout(300);
    await take(`page-${name.toLowerCase()}`);
  }
} catch (error) {
  await page.screenshot({ path: join(folder, "failed.png") });
  console.error(page.url());
  throw error;
} finally {
  console.log(complaints);
  await browser.close();
  await system.stop();
}
