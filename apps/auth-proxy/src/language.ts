/**
 * The best of our languages for an `Accept-Language` (RFC 9110 section 12.5.4), by the lookup of
 * RFC 4647 section 3.4: the reader's first choice first, each shortened from its end until it
 * matches one of ours. `*` selects one of ours that is not excluded; an invalid list counts as
 * none.
 */
export const languageOf = <Language extends string>(
  header: string | null,
  ours: readonly [Language, ...Language[]],
): Language => {
  const [fallback] = ours;
  if (header === null || header.length > maxLength) return fallback;
  const ranges = header.split(",").flatMap(rangeOf);
  const isRefused = (language: Language): boolean =>
    ranges.some(({ range, quality }) => quality === 0 && range === language.toLowerCase());
  // Array.prototype.sort keeps the reader's order among equals.
  for (const { range } of ranges.filter(({ quality }) => quality > 0).toSorted((a, b) => b.quality - a.quality)) {
    if (range === "*") return ours.find((language) => !isRefused(language)) ?? fallback;
    for (let cut = range; cut !== ""; cut = withoutLastSubtag(cut)) {
      const met = ours.find((language) => language.toLowerCase() === cut);
      if (met !== undefined && !isRefused(met)) return met;
    }
  }
  return fallback;
};

const maxLength = 1000;

const rangeOf = (part: string): { range: string; quality: number }[] => {
  const [range = "", ...parameters] = part.split(";").map((each) => each.trim().toLowerCase());
  if (!/^(?:\*|[a-z]{1,8}(?:-(?:[a-z0-9]{1,8}|\*))*)$/.test(range)) return [];
  const weight = parameters.find((each) => each.startsWith("q="))?.slice(2);
  if (weight !== undefined && !/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight)) return [];
  return [{ range, quality: weight === undefined ? 1 : Number(weight) }];
};

/**
 * Together with a one-character subtag before it, which has no meaning without the one after it.
 */
const withoutLastSubtag = (range: string): string =>
  range
    .split("-")
    .slice(0, -1)
    .join("-")
    .replace(/-[a-z0-9]$/, "");
