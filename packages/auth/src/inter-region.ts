import { hash, timingSafeEqual } from "node:crypto";
import type { RegionId } from "@cogrion/domain";

/** SHA-256 of each accepted token, hex, by the region that holds it. */
export type RegionTokenHashes = Readonly<Record<RegionId, readonly string[]>>;

/**
 * The region that a token belongs to; undefined for a token that is not accepted. Each region may have two, while one
 * replaces the other. Digests are compared, and all of them, so that the time shows neither content
 * nor length nor which.
 */
export const createRegionTokenCheck = (hashes: RegionTokenHashes): ((given: string) => RegionId | undefined) => {
  const accepted = Object.entries(hashes).flatMap(([region, digests]) =>
    digests.map((digest) => ({ region: region as RegionId, digest: Buffer.from(digest, "hex") })),
  );
  return (given) => {
    const digest: Buffer = hash("sha256", given, "buffer");
    return accepted.filter((each) => timingSafeEqual(each.digest, digest)).map(({ region }) => region)[0];
  };
};
