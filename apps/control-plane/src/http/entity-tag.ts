/** The strong ETag of a versioned resource, RFC 9110 section 8.8.3. */
export const entityTagOf = (version: number): string => `"${version}"`;

const strongTag = /^"([1-9][0-9]{0,8})"$/;

/**
 * The version that `If-Match` requires; undefined if any version is accepted. A weak tag, or one
 * that we never created, requires a version that never exists: the comparison is strong (section
 * 13.1.1).
 */
export const versionDemandedBy = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch === "*") return undefined;
  const version = strongTag.exec(ifMatch)?.[1];
  return version === undefined ? -1 : Number(version);
};

/** RFC 9110 section 13.1.2, weak comparison. */
export const isNoneMatchFailing = (ifNoneMatch: string | undefined, entityTag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((each) => each.trim().replace(/^W\//, "") === entityTag));
