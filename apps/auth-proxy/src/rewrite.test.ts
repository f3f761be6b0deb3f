import type { RegionId } from "@cogrion/domain/naming/region";
import { parseRegionId } from "@cogrion/domain/naming/region";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rewriteBody, rewriteLocation } from "./rewrite.ts";

const region: RegionId = parseRegionId("sgp-1");
const browserOrigin = "https://sgp-1.auth.cogrion.com";
const upstream = { region, origin: "https://auth.sgp-1.cogrion.com", browserOrigin };

const rewritten = (chunks: Uint8Array[]): Promise<string> =>
  new Response(
    rewriteBody(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      }),
      upstream,
    ),
  ).text();

test("a page is the same however it is split, even within characters of several bytes", async () => {
  const html = `é<form action="${upstream.origin}/realms/sgp-1/login-actions/authenticate?a=1&amp;b=2">漢<a href="${upstream.origin}/resources/x">`;
  const wanted = html.replaceAll(upstream.origin, browserOrigin);
  const bytes = new TextEncoder().encode(html);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
      const ends = [...cuts, bytes.length].sort((a, b) => a - b);
      expect(await rewritten(ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end)))).toBe(wanted);
    }),
  );
});

test("the issuer does not change, also in a form-post response", async () => {
  const html = `<input name="iss" value="${upstream.origin}/realms/sgp-1">`;
  expect(await rewritten([new TextEncoder().encode(html)])).toBe(html);
});

test("a redirect is rewritten only if it leads below the region's own realm", () => {
  expect(rewriteLocation(`${upstream.origin}/realms/sgp-1/login-actions/x`, upstream)).toBe(
    `${browserOrigin}/realms/sgp-1/login-actions/x`,
  );
  const iss = encodeURIComponent(`${upstream.origin}/realms/sgp-1`);
  for (const other of [
    `https://app.cogrion.com/callback?code=1&iss=${iss}`,
    `${upstream.origin}.evil.example/realms/sgp-1/`,
    `${upstream.origin}@evil.example/`,
    `${upstream.origin}/realms/frankfurt-1/x`,
    "/relative",
  ]) {
    expect(rewriteLocation(other, upstream)).toBe(other);
  }
});
