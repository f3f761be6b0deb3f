import type { Place } from "./hosts.ts";

/** `artifacts` keeps releases and agents' outputs; `exports` keeps large exports for a while. */
export const bucketPurposes = ["artifacts", "exports"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

export const bucketOf = (purpose: BucketPurpose, { environment, region }: Place): string =>
  `cogrion-${environment}-${region}-${purpose}`;
