import { createS3StaticFiles } from "@cogrion/aws";
import type { StaticFiles } from "@cogrion/domain";
import { pickVariables, readEdgeVariables } from "./variables.ts";

/** @throws UsageError */
export const configuredStaticFiles = (bucket: string): StaticFiles => {
  const read = readEdgeVariables(pickVariables("AWS_REGION", "AWS_ENDPOINT_URL"));
  return createS3StaticFiles({
    bucket,
    region: read.AWS_REGION,
    endpoint: read.AWS_ENDPOINT_URL,
    credentials: undefined,
  });
};
