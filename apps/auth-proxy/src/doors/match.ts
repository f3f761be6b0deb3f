import { patternTextOf } from "./pattern.ts";
import type { DoorName, Reader } from "./table.ts";
import { filePaths, realmPaths } from "./table.ts";

const maxPathLength = 1024;

type Entry = { pattern: RegExp; reader: Reader; doors: readonly DoorName[] };
const entriesByRegion = new Map<string, readonly Entry[]>();

const entriesOf = (region: string): readonly Entry[] => {
  let entries = entriesByRegion.get(region);
  entries ??= [...realmPaths, ...filePaths].map((allowed) => ({
    reader: allowed.reader,
    doors: allowed.doors,
    pattern: new RegExp(patternTextOf(allowed, region)),
  }));
  entriesByRegion.set(region, entries);
  return entries;
};

/**
 * Who uses this path of a region at this door; undefined for a 404.
 * @param pathname as returned by the URL parser
 * @param region one of our regions; its compiled patterns are cached
 */
export const readerOf = (pathname: string, region: string, door: DoorName): Reader | undefined =>
  pathname.length > maxPathLength
    ? undefined
    : entriesOf(region).find(({ doors, pattern }) => doors.includes(door) && pattern.test(pathname))?.reader;
