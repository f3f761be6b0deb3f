import { hash, timingSafeEqual } from "node:crypto";

const digestOf = (text: string): Buffer => hash("sha256", text, "buffer");

/**
 * Whether the given token is one of those in force: two while it is being rotated. Digests are compared, so that the time tells neither content nor
 * length, and all of them are, so that it does not tell which one.
 */
export const createInterRegionTokenCheck = (tokens: readonly string[]): ((given: string) => boolean) => {
  const digests = tokens.map(digestOf);
  return (given) => {
    const digest = digestOf(given);
    return digests.map((each) => timingSafeEqual(each, digest)).includes(true);
  };
};
