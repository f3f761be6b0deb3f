import { createWorkspaceBody } from "@cogrion/contract";
import { awsRegionMessage } from "@cogrion/domain";
import { InvalidArgumentError } from "commander";
import type { z } from "zod";

/**
 * An option accepts what the contract accepts. The error is in a person's terms, and comes before
 * anything is sent.
 */
const parserOf =
  (schema: z.ZodType, whatItIs: string) =>
  (text: string): string => {
    if (schema.safeParse(text).success) return text;
    throw new InvalidArgumentError(whatItIs);
  };

const { slug, aws } = createWorkspaceBody.shape;

export const parseAwsAccountId = parserOf(aws.shape.account_id, "An AWS account id has 12 digits and no hyphens.");
export const parseRoleName = parserOf(
  aws.shape.role_name,
  "A role name has 1 to 64 letters, digits and + = , . @ _ -. Give the name, not the ARN.",
);
export const parseAwsRegion = parserOf(aws.shape.region, `An AWS region ${awsRegionMessage}.`);

const parseShapeOfSlug = parserOf(
  slug,
  "A slug has 2 to 32 characters of a-z, 0-9 and hyphen, and neither starts nor ends with a hyphen.",
);

/**
 * The API accepts a slug that begins with w-, but a person who types one means the id, and would
 * get w-w-acme.
 */
export const parseSlug = (text: string): string => {
  if (!text.startsWith("w-")) return parseShapeOfSlug(text);
  const rest = parseShapeOfSlug(text.slice(2));
  throw new InvalidArgumentError(`Leave out the w-: --slug ${rest} creates w-${rest}.`);
};
