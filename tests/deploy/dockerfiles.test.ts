import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { ensureHadolint } from "@cogrion/local-stack/toolchain/python";
import { describe, expect, it } from "vitest";
import { dockerfileChecks, dockerfileMutations } from "./support/dockerfile-checks.ts";

const folder = join(checkoutFolder, "infra", "images");
const names = (await readdir(folder))
  .filter((each) => each.endsWith(".Dockerfile"))
  .map((each) => each.split(".")[0] ?? "");
const dockerfile = (name: string): string => join(folder, `${name}.Dockerfile`);
const quietly = { update: () => undefined, signal: undefined };

describe.each(names)("Dockerfile of %s", (name) => {
  it("keeps our rules, and hadolint's", async () => {
    const text = await readFile(dockerfile(name), "utf8");
    for (const check of dockerfileChecks) expect([check.name, check.isKept(text)]).toEqual([check.name, true]);
    const { stdout } = await promisify(execFile)(await ensureHadolint(quietly), [dockerfile(name)]);
    expect(stdout).toBe("");
  });

  it("has the Node.js that package.json pins as its base", async () => {
    const manifest = JSON.parse(await readFile(join(checkoutFolder, "package.json"), "utf8")) as {
      devDependencies: { node: string };
    };
    const text = await readFile(dockerfile(name), "utf8");
    expect(text.match(/^ARG (BUILD_)?BASE=docker\.io\/library\/node:([0-9.]+)-/gm)).toEqual(
      ["BUILD_BASE", "BASE"].map((each) => `ARG ${each}=docker.io/library/node:${manifest.devDependencies.node}-`),
    );
  });
});

it("hadolint has nothing against the image of the local stack", async () => {
  const hadolint = await ensureHadolint(quietly);
  const { stdout } = await promisify(execFile)(hadolint, [join(checkoutFolder, "infra", "local.Dockerfile")]);
  expect(stdout).toBe("");
});

it.each(dockerfileMutations)("a fault in a Dockerfile is caught: $caughtBy", async ({ from, to, caughtBy }) => {
  const text = await readFile(dockerfile("control-plane"), "utf8");
  expect(text).toContain(from);
  const faulty = text.replace(from, () => to);
  expect(dockerfileChecks.filter(({ isKept }) => !isKept(faulty)).map(({ name }) => name)).toContain(caughtBy);
});
