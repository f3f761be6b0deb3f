import type { RegionId } from "@cogrion/domain";
import { bucketOf, bucketPurposes } from "@cogrion/domain/naming/buckets";
import { z } from "zod";
import type { Context, Policy } from "./policy.ts";
import { ofType, requires } from "./policy.ts";

/** Each bucket, by its purpose, must have one of these. */
const perBucket =
  (type: string, isRight: (values: Record<string, unknown>) => boolean) =>
  (context: Context): string[] =>
    ofType(context, "aws_s3_bucket").flatMap((bucket) => {
      const beside = ofType(context, type).find(({ index }) => index === bucket.index);
      return beside !== undefined && isRight(beside.values) ? [] : [`${bucket.address} lacks its ${type}`];
    });

export const bucketsPolicies: readonly Policy[] = [
  {
    name: "buckets have the names that the code gives them",
    check: (context) => {
      const names = ofType(context, "aws_s3_bucket").map(({ values }) => values["bucket"]);
      return bucketPurposes
        .map((purpose) => bucketOf(purpose, { environment: context.environment, region: context.region as RegionId }))
        .filter((name) => !names.includes(name));
    },
  },
  { name: "buckets are never emptied by Terraform", check: requires("aws_s3_bucket", { force_destroy: false }) },
  {
    name: "buckets are private",
    check: perBucket("aws_s3_bucket_public_access_block", (values) =>
      ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].every(
        (name) => values[name] === true,
      ),
    ),
  },
  {
    name: "buckets are encrypted with our key",
    check: perBucket("aws_s3_bucket_server_side_encryption_configuration", (values) =>
      JSON.stringify(values).includes('"sse_algorithm":"aws:kms"'),
    ),
  },
  {
    name: "buckets keep versions",
    check: perBucket("aws_s3_bucket_versioning", (values) => JSON.stringify(values).includes('"status":"Enabled"')),
  },
  {
    name: "buckets delete interrupted uploads and replaced versions",
    check: perBucket("aws_s3_bucket_lifecycle_configuration", (values) =>
      ["abort_incomplete_multipart_upload", "noncurrent_version_expiration"].every((name) =>
        z
          .array(z.looseObject({}))
          .parse(values["rule"])
          .some((rule) => rule["status"] === "Enabled" && JSON.stringify(rule[name] ?? []) !== "[]"),
      ),
    ),
  },
  {
    name: "objects belong to the bucket's owner",
    check: perBucket("aws_s3_bucket_ownership_controls", (values) =>
      JSON.stringify(values).includes("BucketOwnerEnforced"),
    ),
  },
  { name: "buckets refuse plain http", check: perBucket("aws_s3_bucket_policy", () => true) },
  {
    name: "exports end after a week",
    check: (context) =>
      ofType(context, "aws_s3_bucket_lifecycle_configuration")
        .filter(({ index, values }) => index === "exports" && !/"days":7\b/.test(JSON.stringify(values["rule"])))
        .map(({ address }) => `${address} keeps exports for longer`),
  },
];
