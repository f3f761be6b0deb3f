import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeployedRegion } from "@cogrion/operate/region/describe";
import type { RegionOutputs } from "@cogrion/operate/region/record";
import { recordRegion } from "@cogrion/operate/region/record";
import { digestOf } from "../values.ts";
import { regionsOf } from "./tree.ts";

/** The shape of a region's Terraform outputs; the ids are invented. */
export const outputsOf = ({ awsRegion, account }: DeployedRegion): RegionOutputs => {
  const arn = (digit: number): string =>
    `arn:aws:acm:${awsRegion}:${account}:certificate/0b0c0d0e-0000-4000-8000-00000000000${digit}`;
  const host = (name: string): string => `${name}.abcdefgh.${awsRegion}.rds.amazonaws.com`;
  return {
    region: {
      value: {
        certificate_arns: { public: arn(1), internal: arn(2), agent: arn(3) },
        workspace_zone_id: "Z0123456789ABCDEFGHIJ",
        databases: { keycloak: { host: host("keycloak") }, temporal: { host: host("temporal") } },
        network: { vpc_id: "vpc-0123456789abcdef0", account_id: account },
      },
    },
  };
};

export const recordFixture = (checkout: string, region: DeployedRegion): Promise<string[]> =>
  recordRegion(checkout, region, {
    outputs: outputsOf(region),
    edge: { cloudflareAccountId: "0".repeat(32), kvNamespaceId: "1".repeat(32) },
    release: { version: "1.0.0", controlPlane: digestOf("a"), worker: digestOf("b") },
  });

/** A copy of the repository's `infra` whose regions are recorded, as after their first apply. */
export const openCheckout = async (from: string): Promise<{ checkout: string; close: () => Promise<void> }> => {
  const checkout = await mkdtemp(join(tmpdir(), "cogrion-regions-"));
  await cp(join(from, "infra"), join(checkout, "infra"), {
    recursive: true,
    filter: (path) => !path.includes(".terraform"),
  });
  for (const region of regionsOf(checkout)) await recordFixture(checkout, region);
  return { checkout, close: () => rm(checkout, { recursive: true }) };
};
