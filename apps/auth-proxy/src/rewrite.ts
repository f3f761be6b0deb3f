import type { Upstream } from "./upstream.ts";

/**
 * What is rewritten to the browser's origin: everything below the realm's path, and static files.
 * The issuer is the same text without a slash after the region, so it does not change: in
 * discovery, and as `iss` in a form post (RFC 9207).
 */
const regionalPrefixesOf = ({ origin, region }: Upstream): string[] => [
  `${origin}/realms/${region}/`,
  `${origin}/resources/`,
];

/**
 * Rewrites a `Location` at the region's own host to the browser's origin. Other locations and all
 * parameters do not change.
 */
export const rewriteLocation = (location: string, upstream: Upstream): string =>
  regionalPrefixesOf(upstream).some((prefix) => location.startsWith(prefix))
    ? `${upstream.browserOrigin}${location.slice(upstream.origin.length)}`
    : location;

/** Rewrites a UTF-8 body while it streams, even if a URL is split between two chunks. */
export const rewriteBody = (body: ReadableStream<Uint8Array>, upstream: Upstream): ReadableStream<Uint8Array> => {
  const prefixes = regionalPrefixesOf(upstream);
  const longest = Math.max(...prefixes.map((each) => each.length));
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const replaceAll = (text: string): string => {
    let replaced = text;
    for (const prefix of prefixes) {
      replaced = replaced.replaceAll(prefix, () => `${upstream.browserOrigin}${prefix.slice(upstream.origin.length)}`);
    }
    return replaced;
  };
  let held = "";
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const text = replaceAll(held + decoder.decode(chunk, { stream: true }));
        const cut = beginningOf(text, prefixes, longest);
        held = text.slice(cut);
        if (cut > 0) controller.enqueue(encoder.encode(text.slice(0, cut)));
      },
      flush(controller) {
        const text = replaceAll(held + decoder.decode());
        if (text !== "") controller.enqueue(encoder.encode(text));
      },
    }),
  );
};

/**
 * The start of a tail that may be the beginning of a prefix; the text's length if there is none.
 */
const beginningOf = (text: string, prefixes: readonly string[], longest: number): number => {
  for (let at = Math.max(0, text.length - longest + 1); at < text.length; at += 1) {
    const tail = text.slice(at);
    if (prefixes.some((prefix) => prefix.startsWith(tail))) return at;
  }
  return text.length;
};
