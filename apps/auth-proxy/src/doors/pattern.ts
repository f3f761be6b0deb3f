import type { AllowedPath } from "./table.ts";

/**
 * A segment does not begin with a dot, so it is never `.` or `..`, and contains no escape: no path
 * of a sign-in has one, and decoders disagree about which escapes are slashes.
 */
const segment = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";

/**
 * The whole path as a regular expression that JavaScript and Elastic Load Balancing interpret in
 * the same way.
 */
export const patternTextOf = ({ path, reader }: AllowedPath, region: string): string => {
  const isFile = reader === "page";
  const text = path
    .replace(/\/$/, "")
    .replaceAll(".", String.raw`\.`)
    .replaceAll(/\{\w+\}/g, segment);
  return isFile ? `^${text}(/${segment})+$` : `^/realms/${region}${text}$`;
};
