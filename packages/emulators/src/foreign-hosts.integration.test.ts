import { request } from "node:http";
import type { TestParts } from "@cogrion/testing/parts";
import { startTestParts } from "@cogrion/testing/parts";
import { afterAll, beforeAll, expect, test } from "vitest";

let parts: TestParts<"mail" | "aws" | "workers">;
beforeAll(async () => {
  parts = await startTestParts({ parts: ["mail", "aws", "workers"] });
});
afterAll(() => parts?.stop());

const statusOf = (url: string, host: string, method = "GET"): Promise<number> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.once("error", reject);
    asked.end();
  });

/**
 * What a page of another origin could read by DNS rebinding: mails, root credentials, routes, the
 * emulator's data.
 */
const targets: [name: string, urlOf: () => string, method: string][] = [
  ["the mail catcher", () => `${parts.mail.url}/api/mails`, "GET"],
  ["the AWS emulator", () => `${parts.aws.endpointUrl}/_strict/accounts/222222222222/credentials`, "POST"],
  ["moto behind it", () => `${parts.aws.motoUrl}/moto-api/data.json`, "GET"],
  ["the Cloudflare emulator", () => `${new URL(parts.workers.apiUrl).origin}/ready`, "GET"],
  ["the Workers runtime", () => `${parts.workers.runtimeUrl}/cdn-cgi/explorer/api/storage/kv/namespaces`, "GET"],
];

test.each(targets)("%s refuses a host that is not local", async (_, urlOf, method) => {
  const url = urlOf();
  const { port } = new URL(url);
  for (const host of [`evil.example:${port}`, `localhost.evil.example:${port}`])
    expect(await statusOf(url, host, method)).toBeGreaterThanOrEqual(400);
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`])
    expect(await statusOf(url, host, method)).toBeLessThan(300);
});
