import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TerraformWorkspace } from "@cogrion/testing/terraform/workspace";
import { openTerraform } from "@cogrion/testing/terraform/workspace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { faultsOfPolicies, faultsOfSources } from "./support/checks.ts";
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

  describe.each(deployedRegions(repository))("$environment $region", (at) => {
    test("has files of its own alone", async () => {
      expect(await faultsOfSources(terraform, at)).toEqual([]);
    });

    test("holds every policy", async () => {
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
