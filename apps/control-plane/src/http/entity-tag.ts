import { CogrionError } from "@cogrion/domain";

/** The strong ETag of a versioned resource, RFC 9110 section 8.8.3. */
export const entityTagOf = (version: number): string => `"${version}"`;

const tagPattern = /^(W\/)?"([\x21\x23-\x7e]*)"$/;

/**
 * The version that `If-Match` demands; undefined where any will do. A tag that we never made demands a version that there never is.
 * @throws CogrionError `request_invalid`
 */
export const versionDemandedBy = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const match = tagPattern.exec(ifMatch.trim());
  if (match === null)
    throw new CogrionError("request_invalid", { detail: 'If-Match takes one entity tag, as the ETag was: "7".' });
  const [, weak, tag] = match;
  // The comparison is strong: a weak tag matches nothing.
  return weak === undefined && tag !== undefined && /^[1-9][0-9]{0,14}$/.test(tag) ? Number(tag) : -1;
};

/** RFC 9110 section 13.1.2, weak comparison. */
export const isNoneMatchFailing = (ifNoneMatch: string | undefined, entityTag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((each) => each.trim().replace(/^W\//, "") === entityTag));
