import { join } from "node:path";
import { z } from "zod";
import type { AwsAnswer } from "../answers.ts";
import { unauthenticatedResponse } from "../answers.ts";
import type { AwsCall, Service } from "../call.ts";
import { openStateFile } from "../state-file.ts";

/**
 * Enabled in every account. The owner of an account has to enable each region that AWS opened after
 * 20 March 2019. Source: AWS Account Management Reference, "Enable or disable AWS Regions in your
 * account".
 */
const enabledByDefault: ReadonlySet<string> = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
]);

/** IAM and Route 53 are one service for all regions. */
const regional: ReadonlySet<Service> = new Set<Service>(["acm", "sts", "cloudformation", "dynamodb"]);

export type RegionRules = {
  /** Like AWS: in a region that the account has not enabled, its credentials are unknown. */
  refuse(call: Pick<AwsCall, "service" | "region">, accountId: string): AwsAnswer | undefined;
  /** What the account's owner does on the console's page "AWS Regions". */
  enable(accountId: string, region: string): Promise<void>;
};

export const createRegionRules = ({ dataFolder }: { dataFolder: string }): RegionRules => {
  const schema = z.record(z.string(), z.array(z.string()));
  const { state: enabled, save } = openStateFile(join(dataFolder, "regions.json"), schema, {});
  return {
    refuse({ service, region }, accountId) {
      if (!regional.has(service) || enabledByDefault.has(region)) return undefined;
      if (enabled[accountId]?.includes(region) === true) return undefined;
      return unauthenticatedResponse(service, false);
    },
    async enable(accountId, region) {
      enabled[accountId] = [...new Set([...(enabled[accountId] ?? []), region])];
      await save();
    },
  };
};
