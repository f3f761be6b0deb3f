import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRegionFile } from "@cogrion/config/region-file";
import { securityHeadersOf } from "@cogrion/edge/dashboard/headers";
import { deployedSiteOf } from "@cogrion/edge/dashboard/site";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeDashboard } from "./deployable.ts";

const repositoryFolder = join(import.meta.dirname, "..", "..", "..", "..");
const regionFile = readRegionFile(repositoryFolder);

let folder: string;
let built: Awaited<ReturnType<typeof writeDashboard>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cogrion-dashboard-"));
  built = await writeDashboard({ repositoryFolder, folder: join(folder, "one"), environment: "prod", regionFile });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (file: string): Promise<string> => readFile(join(folder, "one", "files", file), "utf8");

test("the page has no inline script or style, and names no file that is missing", async () => {
  const page = await read("index.html");
  expect(page.match(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/gi)).toBeNull();
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => built.files[path] === undefined)).toEqual([]);
  expect(page).toContain("https://cplane.sgp-1.cogrion.com");
  expect(page).not.toContain("%COGRION");
});

test("what is below assets/ is named by its content, and nothing else of the build is deployed", () => {
  const others = Object.keys(built.files).filter((path) => !path.startsWith("assets/"));
  expect(others).toEqual(["_headers", "favicon.svg", "index.html", "robots.txt"]);
  const assets = Object.keys(built.files).filter((path) => path.startsWith("assets/"));
  expect(assets.filter((path) => !/-[\w-]{8}\.(?:js|css|woff2)$/.test(path))).toEqual([]);
});

test("the scripts have no locale of zod but English, and ask no other host", async () => {
  const scripts = (await readdir(join(folder, "one", "files", "assets"))).filter((file) => file.endsWith(".js"));
  const texts = await Promise.all(scripts.map((file) => read(join("assets", file))));
  const all = texts.join("\n");
  expect(all).toContain("Invalid input");
  expect(all).not.toMatch(/Ungültige Eingabe|Entrée invalide/);
  expect(all).not.toMatch(/\beval\(/);
});

test("the files for Pages carry the headers that CloudFront gets", async () => {
  const headers = await read("_headers");
  const site = deployedSiteOf("prod", regionFile.environments.prod.regions);
  for (const [name, value] of Object.entries(securityHeadersOf(site))) expect(headers).toContain(`  ${name}: ${value}`);
  const policy = await readFile(join(folder, "one", "response-headers-policy.json"), "utf8");
  const template = await readFile(join(repositoryFolder, "infra", "dashboard", "response-headers-policy.json"), "utf8");
  const origins = site.regions.flatMap(({ apiUrl, authOrigin }) => [apiUrl, authOrigin]);
  expect(policy).toBe(template.replace("{origins}", [new URL(site.lookupUrl).origin, ...origins].join(" ")));
});

test("the same checkout gives the same bytes", async () => {
  const again = await writeDashboard({
    repositoryFolder,
    folder: join(folder, "two"),
    environment: "prod",
    regionFile,
  });
  expect(again).toEqual(built);
});
