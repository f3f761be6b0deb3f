import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { compareUi, uiRequests } from "./compare.ts";
import type { AskHost } from "../hosts/answers.ts";

const fileOf = (path: string, content = path) => ({
  path,
  sha256: createHash("sha256").update(content).digest("hex"),
  sizeBytes: content.length,
});

test("pages are asked for as Cloudflare Pages names them, every other file by its own name", () => {
  const paths = ["index.html", "help.html", "docs/index.html", "my-index.html", "a b/100%.svg", "static/main.js"];
  expect(uiRequests(paths.map((path) => fileOf(path))).map(({ path, file }) => [path, file?.path])).toEqual([
    ["/", "index.html"],
    ["/help", "help.html"],
    ["/docs/", "docs/index.html"],
    ["/my-index", "my-index.html"],
    ["/a%20b/100%25.svg", "a b/100%.svg"],
    ["/static/main.js", "static/main.js"],
    ["/workspaces/w-nobody/settings", "index.html"],
    ["/people/nobody@example.com", "index.html"],
    ["/static/missing-00c0ffee.js", undefined],
  ]);
});

const host =
  (headers: Record<string, string>, body: string): AskHost<Uint8Array> =>
  async () => ({ status: 200, headers: new Map(Object.entries(headers)), body: Buffer.from(body) });

const whatDiffers = async (path: string, one: Record<string, string>, other: Record<string, string>) => {
  const requests = [{ path: `/${path}`, file: fileOf(path) }];
  const { signal } = new AbortController();
  const found = await compareUi({ cloudflare: host(one, path), aws: host(other, path), requests, signal });
  return found.map(({ what }) => what);
};

const fresh = { "cache-control": "no-cache" };
test.each([
  ["main.js", "application/javascript", "text/javascript; charset=utf-8", []],
  ["main.js", 'text/javascript; charset="UTF-8"', "application/x-javascript", []],
  ["main.js", "text/javascript", "text/javascript; charset=latin1", ["content-type"]],
  ["main.js", "text/html", "text/html", ["content-type"]],
  ["favicon.ico", "image/x-icon", "image/vnd.microsoft.icon", []],
  ["sitemap.xml", "text/xml", "application/xml; charset=utf-8", []],
  ["main.css", "text/css", "", ["content-type"]],
])("%s as %s and as %s", async (path, one, other, expected) => {
  expect(await whatDiffers(path, { ...fresh, "content-type": one }, { ...fresh, "content-type": other })).toEqual(
    expected,
  );
});

const immutable = "public, max-age=31536000, immutable";
test.each([
  ["index.html", "public, max-age=0, must-revalidate", "no-cache", true],
  ["index.html", "no-store", "No-Cache", true],
  ["index.html", "max-age=0", "no-cache", false],
  ["index.html", "no-cache", immutable, false],
  ["index.html", "no-cache", "", false],
  ["assets/index-DiwrgTda.js", "public, max-age=0, must-revalidate", immutable, true],
  ["assets/index-DiwrgTda.js", immutable, "no-cache", false],
])("%s kept by %j and by %j", async (path, one, other, isSound) => {
  const type = path.endsWith(".js") ? "text/javascript" : "text/html";
  const found = await whatDiffers(
    path,
    { "content-type": type, "cache-control": one },
    { "content-type": type, "cache-control": other },
  );
  expect(found).toEqual(isSound ? [] : ["cache-control"]);
});
