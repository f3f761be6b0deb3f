import type { AllowedPath } from "./table.ts";

/**
 * A segment begins with no dot, so that none is `.` or `..`, and has no escape: no path of a
 * sign-in has one, and decoders differ in what they take for a slash.
 */
const segment = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";

/** The whole path as a regular expression that JavaScript and Elastic Load Balancing read alike. */
export const patternTextOf = ({ path, reader }: AllowedPath, region: string): string => {
  const isFile = reader === "page";
  const text = path
    .replace(/\/$/, "")
    .replaceAll(".", String.raw`\.`)
    .replaceAll(/\{\w+\}/g, segment);
  return isFile ? `^${text}(/${segment})+$` : `^/realms/${region}${text}$`;
};
