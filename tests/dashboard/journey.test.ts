import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { launchTemplate } from "@cogrion/testing/workspaces";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillSignIn, launchChromium, openPage, violationsOf } from "./support/browse.ts";
import { signedUp, stand } from "./support/stand.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 150_000 });
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();

test("somebody comes from their first sign-in to a healthy workspace, fixes what blocks it, and deletes it again", async () => {
  const { origin, password, apiUrl, awsEndpointUrl } = stand();
  const email = "first@acme.example";
  const api = await signedUp(email);
  const { context, page, complaints } = await openPage(browser);
  const expectAccessible = async (): Promise<void> => expect(await violationsOf(page)).toEqual([]);

  await page.goto(origin);
  await shown(page, "No workspace yet? Choose a region");
  await expectAccessible();
  await press(page, /Singapore/);
  await fillSignIn(page, email, password);

  // HTML in a name is text, everywhere.
  const hostile = `<img src=x onerror="alert(1)"> Acme`;
  await page.getByRole("heading", { level: 1, name: "Create your account" }).waitFor();
  await page.getByLabel("Name").fill(hostile);
  await press(page, "Create account");
  await shown(page, "No workspace yet");
  expect(await page.getByRole("button", { name: /choose an account/ }).innerText()).toContain(hostile);
  await expectAccessible();

  await press(page, "Create workspace");
  await page.getByLabel("Name").fill("paypal-login");
  await shown(page, "This name is reserved");
  await page.getByLabel("Name").fill("journey");
  await shown(page, "w-journey.local.sgp-1.cogrion.localhost");
  await page.getByLabel("AWS account").fill("arn:aws:iam::242424242424:root");
  expect(await page.getByLabel("AWS account").inputValue()).toBe("2424-2424-2424");
  await expectAccessible();
  await press(page, "Create workspace");

  const id = "w-journey" as WorkspaceId;
  await shown(page, "Make the role in your AWS account");
  expect(new URL(page.url()).pathname).toBe("/sgp-1/w-journey");
  await expectAccessible();

  const system = { parts: { aws: { endpointUrl: awsEndpointUrl } } };
  await launchTemplate(system, api, id, { without: "acm:RequestCertificate" });
  await press(page, "Look again");
  await shown(page, "acm:RequestCertificate");
  await shown(page, "Blocked, your turn");
  await expectAccessible();
  await launchTemplate(system, api, id);
  await press(page, "Look again");
  await shown(page, "Start your BFF");
  expect(await page.getByRole("listitem").filter({ hasText: "Done" }).count()).toBe(9);

  await press(page, "Create a token");
  await shown(page, "Store this token now");
  const token = await page.getByRole("group", { name: "token" }).innerText();
  await press(page, "I have stored it");
  expect(await page.content()).not.toContain(token);
  const zone = (await api.call(routes.getWorkspace, { params: { workspace_id: id } })).delegated_zone;
  const registered = await fetch(`${apiUrl}/api/workspaces/${id}/register`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": "journey-1" },
    body: JSON.stringify({ bff_url: `http://bff.${zone}:3001` }),
  });
  expect(registered.status).toBe(200);
  await shown(page, "Healthy");
  await expectAccessible();

  await page.getByRole("navigation", { name: "Parts of w-journey" }).getByRole("link", { name: "Settings" }).click();
  await press(page, "Delete workspace…");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Deleted in your AWS account: ").waitFor();
  expect(await dialog.getByRole("button", { name: "Delete workspace" }).getAttribute("aria-disabled")).toBe("true");
  await expectAccessible();
  await dialog.getByLabel("Type w-journey to confirm").fill("w-journey");
  await dialog.getByRole("button", { name: "Delete workspace" }).click();
  await shown(page, "Deleted, nothing is left");

  expect(complaints).toEqual([]);
  await context.close();
});
