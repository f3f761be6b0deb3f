import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { ensureHelm } from "@cogrion/local-stack/toolchain/cluster";
import { planRegion, writeRegion } from "@cogrion/operate/region/add";
import { describeRegion } from "@cogrion/operate/region/describe";
import { filesOf } from "@cogrion/operate/region/files";
import { readRegionFile } from "@cogrion/config/region-file";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readApplications } from "./support/regions/applications.ts";
import { faultsOfRegion } from "./support/regions/check.ts";
import { slipsOfApplications } from "./support/regions/slips-of-applications.ts";
import { slipsOfUpstreamValues, slipsOfValues } from "./support/regions/slips-of-values.ts";
import { openCheckout, recordFixture } from "./support/regions/stage.ts";
import { filesIn, foldersOf, regionsOf } from "./support/regions/tree.ts";
import { missingUpstreamValues } from "./support/regions/upstream.ts";

const missing = await missingUpstreamValues();

let helm: string;
let checkout: string;
let close: () => Promise<void>;
beforeAll(async () => {
  helm = await ensureHelm({ update: () => undefined, signal: undefined });
  ({ checkout, close } = await openCheckout(checkoutFolder));
});
afterAll(() => close?.());

const faultsIn = (folder: string, region: ReturnType<typeof regionsOf>[number]) =>
  faultsOfRegion({ checkout: folder, region, helm });

it(missing.length === 0 ? "upstream charts say what they take" : missing.join(" "), () => {
  expect(missing.filter((each) => !each.includes("folder"))).toEqual([]);
});

describe.each(regionsOf(checkoutFolder))("$name", (region) => {
  it("keeps every rule, once its infrastructure is recorded", async () => {
    expect(await faultsIn(checkout, region)).toEqual([]);
  });

  it("has the Applications that the table of parts makes", async () => {
    const made = filesOf(region, readRegionFile(checkoutFolder).repository);
    const folder = `infra/argocd/apps/${region.name}`;
    for (const file of await filesIn(checkoutFolder, folder))
      expect([file, await readFile(join(checkoutFolder, file), "utf8")]).toEqual([file, made.get(file)]);
  });

  it("a lost file, whichever it is, deletes nothing that holds data", async () => {
    const { applications } = await readApplications(checkout, region);
    const root = applications.get("root");
    // If an Application's file is missing, Argo CD deletes the Application only if its parent
    // prunes, and what it applied only if it has a finalizer, which our schema does not allow.
    expect(root?.spec.syncPolicy.automated.prune).toBe(false);
    expect(applications.size).toBeGreaterThan(10);
  });
});

describe("a new region", () => {
  it("is one entry and three folders, keeps every rule, and repeats nothing of another", async () => {
    const copy = await openCheckout(checkoutFolder);
    try {
      const before = await readFile(join(copy.checkout, "infra/regions.yaml"), "utf8");
      const wanted = { environment: "prod", region: "frankfurt-1", location: "Frankfurt 1", awsRegion: "eu-central-1" };
      const planned = await planRegion(copy.checkout, { ...wanted, environment: "prod" });
      await writeRegion(copy.checkout, planned);
      const after = await readFile(join(copy.checkout, "infra/regions.yaml"), "utf8");
      const kept = new Set(after.split("\n"));
      expect(before.split("\n").filter((line) => !kept.has(line))).toEqual([]);
      const added = describeRegion(readRegionFile(copy.checkout), "prod", planned.region);
      expect(added.cidr).toBe("10.30.0.0/16");
      expect(added.primaryUrl).toBe("https://cplane.sgp-1.cogrion.com");
      for (const path of planned.files.keys())
        expect([
          path,
          foldersOf(added).some((folder) => path.startsWith(`${folder}/`)) || path === "infra/regions.yaml",
        ]).toEqual([path, true]);
      await recordFixture(copy.checkout, added);
      expect(await faultsIn(copy.checkout, added)).toEqual([]);
      await expect(planRegion(copy.checkout, { ...wanted, environment: "prod" })).rejects.toThrow(/already has/);
    } finally {
      await copy.close();
    }
  });

  it.each([
    ["an alias", { region: "fra-1" }, /alias.*frankfurt-1/],
    ["what is not a region id", { region: "Frankfurt" }, /not a region id/],
    ["an AWS region of another partition", { awsRegion: "cn-north-1" }, /commercial partition/],
    ["an account of eleven digits", { account: "12345678901" }, /12 digits/],
    ["an address range that another region has", { cidr: "10.20.0.0/16" }, /same address range/],
    ["an id whose certificates would have too long names", { region: `${"x".repeat(50)}-1` }, /too long/],
  ])("%s is refused, with what to do", async (_, change, message) => {
    const wanted = { environment: "prod", region: "paris-1", location: "Paris 1", awsRegion: "eu-west-3" } as const;
    await expect(planRegion(checkoutFolder, { ...wanted, ...change })).rejects.toThrow(message);
  });

  it("what was recorded before is recorded again without a change, and comments stay", async () => {
    const copy = await openCheckout(checkoutFolder);
    try {
      const [region] = regionsOf(copy.checkout);
      if (region === undefined) throw new Error("regions.yaml has no deployed region");
      const file = join(copy.checkout, `infra/values/${region.name}/control-plane.yaml`);
      await writeFile(file, `# Why this is so.\n${await readFile(file, "utf8")}`);
      expect(await recordFixture(copy.checkout, region)).toEqual([]);
      expect(await readFile(file, "utf8")).toMatch(/^# Why this is so\.\n/);
    } finally {
      await copy.close();
    }
  });
});

describe("a slip in a region's files", () => {
  it.each([...slipsOfApplications, ...slipsOfValues, ...(missing.length === 0 ? slipsOfUpstreamValues : [])])(
    "%s is caught",
    async (_, file, from, to, caughtBy) => {
      const [region] = regionsOf(checkout).filter(({ name }) => name === "prod-sgp-1");
      if (region === undefined) throw new Error("regions.yaml has no prod sgp-1");
      const path = join(checkout, file);
      const text = await readFile(path, "utf8");
      if (from === undefined) await rm(path);
      else {
        expect(text).toContain(from);
        await writeFile(
          path,
          text.replace(from, () => to),
        );
      }
      try {
        const faults = await faultsIn(checkout, region).catch((error: unknown) => [String(error)]);
        expect(faults.join("\n")).toMatch(caughtBy);
      } finally {
        await writeFile(path, text);
      }
    },
  );
});
