import { hash, timingSafeEqual } from "node:crypto";
import type { RegionId } from "@cogrion/domain";

/** SHA-256 of each accepted token, hex, by the region that has it. */
export type RegionTokenHashes = Readonly<Record<RegionId, readonly string[]>>;

/**
 * The region of a token; undefined for a token that is not accepted. Each region can have two,
 * while one replaces the other. All digests are compared, so that the duration reveals neither
 * content, nor length, nor which one matched.
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
