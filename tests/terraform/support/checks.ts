import type { Plan, TerraformWorkspace } from "@cogrion/testing/terraform/workspace";
import { readRegionFile } from "@cogrion/config/region-file";
import type { Deployed } from "./plan.ts";
import { planRegion, rootOf } from "./plan.ts";
import { policies } from "./policies/index.ts";

/** What is read from a root module's own files, because no plan contains it. */
export const faultsOfSources = async (terraform: TerraformWorkspace, at: Deployed): Promise<string[]> => {
  const main = await terraform.read(`terraform/${rootOf(at)}/main.tf`);
  const backend = await terraform.read(`terraform/${rootOf(at)}/backend.tf`);
  const wanted: [string, boolean][] = [
    [
      "the provider takes the credentials of one account",
      /allowed_account_ids\s*=\s*\[local\.here\.account\]/.test(main),
    ],
    ["the provider works in the region's AWS region", /\n\s*region\s*=\s*local\.here\.awsRegion/.test(main)],
    ["the environment is its own", main.includes(`environment = "${at.environment}"`)],
    ["the region is its own", new RegExp(`region\\s*=\\s*"${at.region}"`).test(main)],
    ["the state is encrypted", /encrypt\s*=\s*true/.test(backend)],
    ["the state is locked", /use_lockfile\s*=\s*true/.test(backend)],
    ["the state is its own", backend.includes(`"cogrion-${at.environment}-${at.region}-terraform"`)],
  ];
  for (const module of ["encryption", "database", "zone", "buckets"]) {
    const text = await terraform.read(`terraform/modules/${module}/main.tf`);
    wanted.push([`${module} cannot be destroyed`, text.includes("prevent_destroy = true")]);
  }
  return wanted.filter(([, holds]) => !holds).map(([what]) => `not so: ${what}`);
};

export const faultsOfPolicies = (plan: Plan, at: Deployed, checkoutFolder: string): string[] => {
  const region = readRegionFile(checkoutFolder).environments[at.environment].regions[at.region];
  if (region === undefined) return [`regions.yaml has no ${at.region}`];
  const context = { ...at, ...region, resources: plan.resources };
  return policies.flatMap(({ name, check }) => check(context).map((fault) => `${name}: ${fault}`));
};

/** Everything that can be checked of a region's Terraform without its cloud, cheapest first. */
export const faultsOf = async (terraform: TerraformWorkspace, at: Deployed, checkout: string): Promise<string[]> => {
  const read = await faultsOfSources(terraform, at);
  if (read.length > 0) return read;
  const { faults } = await terraform.validate(rootOf(at));
  if (faults.length > 0) return faults;
  const plan = await planRegion(terraform, at, checkout);
  return plan.faults.length > 0 ? plan.faults : faultsOfPolicies(plan, at, checkout);
};
