import type { Place } from "./hosts.ts";

/**
 * `artifacts` stores releases and agents' outputs; `exports` stores large exports for a limited
 * time.
 */
export const bucketPurposes = ["artifacts", "exports"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

export const bucketOf = (purpose: BucketPurpose, { environment, region }: Place): string =>
  `cogrion-${environment}-${region}-${purpose}`;
