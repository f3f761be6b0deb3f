import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TerraformWorkspace } from "@cogrion/testing/terraform/workspace";
import { openTerraform } from "@cogrion/testing/terraform/workspace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planRegion as planNewRegion, writeRegion } from "@cogrion/operate/region/add";
import { faultsOf, faultsOfPolicies, faultsOfSources } from "./support/checks.ts";
import { describeWithTerraform } from "./support/with-terraform.ts";
import { deployedRegions, planRegion, rootOf } from "./support/plan.ts";

const repository = join(import.meta.dirname, "..", "..");
const infra = join(repository, "infra");

describeWithTerraform("Terraform, against the published schemas of its providers", (command) => {
  let terraform: TerraformWorkspace;
  beforeAll(async () => {
    terraform = await openTerraform(command, infra);
  });
  afterAll(() => terraform?.close());

  test("every file has the canonical format", async () => {
    const checking = promisify(execFile)(command, ["fmt", "-check", "-recursive", join(infra, "terraform")]);
    await expect(checking.then(({ stdout }) => stdout)).resolves.toBe("");
  });

  const roots = ["envs", "global"].flatMap((kind) =>
    readdirSync(join(infra, "terraform", kind)).map((name) => `${kind}/${name}`),
  );
  test.each(roots)("%s is valid", async (root) => {
    expect((await terraform.validate(root)).faults).toEqual([]);
  });

  test("each deployed region has a root, and there is no other", () => {
    expect(roots.filter((root) => root.startsWith("envs/")).toSorted()).toEqual(
      deployedRegions(repository).map(rootOf).toSorted(),
    );
  });

  test("a region that was just added is valid, satisfies every policy, and changes the primary only by data", async () => {
    const checkout = await mkdtemp(join(tmpdir(), "cogrion-added-"));
    const copy = await terraform.fork();
    try {
      await cp(join(infra, "regions.yaml"), join(checkout, "infra", "regions.yaml"), { recursive: true });
      const wanted = { environment: "prod", region: "frankfurt-1", location: "Frankfurt 1" } as const;
      const planned = await planNewRegion(checkout, { ...wanted, awsRegion: "eu-central-1" });
      await writeRegion(checkout, planned);
      for (const [path, text] of planned.files) await copy.write(path.replace(/^infra\//, ""), text);
      expect(await faultsOf(copy, { environment: "prod", region: "frankfurt-1" }, checkout)).toEqual([]);
      const primary = await planRegion(copy, { environment: "prod", region: "sgp-1" }, checkout);
      expect(primary.resources.filter(({ type }) => type === "aws_vpc_peering_connection_accepter")).toHaveLength(1);
    } finally {
      await copy.close();
      await rm(checkout, { recursive: true });
    }
  });

  describe.each(deployedRegions(repository))("$environment $region", (at) => {
    test("has files of its own alone", async () => {
      expect(await faultsOfSources(terraform, at)).toEqual([]);
    });

    test("satisfies every policy", async () => {
      const copy = await terraform.fork();
      try {
        const plan = await planRegion(copy, at, repository);
        expect(plan.faults).toEqual([]);
        expect(plan.resources.length).toBeGreaterThan(150);
        expect(faultsOfPolicies(plan, at, repository)).toEqual([]);
      } finally {
        await copy.close();
      }
    });
  });
});
