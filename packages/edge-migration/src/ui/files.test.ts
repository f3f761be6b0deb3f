import { expect, test } from "vitest";
import { cacheControlOf, contentTypeOf, uploadStages } from "./files.ts";

const file = (path: string) => ({ path, sha256: "", sizeBytes: 1 });

test.each([
  "assets/index-DiwrgTda.js",
  "assets/index-B-x3_a9Z.css",
  "assets/inter-latin-400-normal-C38fXH4l.woff2",
  "assets/chunk.QW3ZK7LA.js",
  "static/js/main.0a1b2c3d4e5f6a7b8c9d.chunk-0a1b2c3d.js",
  "static/media/logo.0a1b2c3d4e5f6a7b8c9d.svg",
])("%s is named by its content, and cached for a year", (path) => {
  expect(cacheControlOf(path)).toBe("public, max-age=31536000, immutable");
});

test.each([
  "index.html",
  "assets/page-DiwrgTda.html",
  "favicon.ico",
  "sw-DiwrgTda.js",
  "assets/logo.svg",
  "assets/page-settings.js",
  "assets/Page-Settings.js",
  "assets/two-some-two.js",
  "config.json",
])("%s is asked for each time", (path) => {
  expect(cacheControlOf(path)).toBe("no-cache");
});

test.each([
  ["assets/index-DiwrgTda.js", "text/javascript; charset=utf-8"],
  ["index.html", "text/html; charset=utf-8"],
  ["a/site.webmanifest", "application/manifest+json; charset=utf-8"],
  ["fonts/inter.woff2", "font/woff2"],
  ["engine.wasm", "application/wasm"],
  ["LICENSE", "application/octet-stream"],
  // A folder's name is not an extension.
  ["v1.html/LICENSE", "application/octet-stream"],
  ["what.unknown", "application/octet-stream"],
])("%s is served as %s", (path, type) => {
  expect(contentTypeOf(path)).toBe(type);
});

test("files become visible before whatever names them: by content, by name, pages, the application's page", () => {
  const paths = ["index.html", "help/index.html", "sw.js", "assets/index-DiwrgTda.js", "help.html", "assets/logo.svg"];
  expect(uploadStages(paths.map(file)).map((stage) => stage.map(({ path }) => path))).toEqual([
    ["assets/index-DiwrgTda.js"],
    ["sw.js", "assets/logo.svg"],
    ["help/index.html", "help.html"],
    ["index.html"],
  ]);
});
