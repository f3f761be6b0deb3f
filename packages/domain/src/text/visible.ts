/**
 * Characters that text for people must not contain, as the inside of a character class: controls,
 * every space but U+0020, line and paragraph separators, bidirectional controls, zero-width and
 * other invisible characters, variation selectors, tags and noncharacters (Unicode 17: White_Space,
 * Default_Ignorable_Code_Point, Bidi_Control, Cc, Zl, Zp). Two names that look alike could differ
 * by them, and a bidirectional control shows the rest of a line in another order.
 * The class excludes, because from a class that lists a million allowed characters, tools that
 * generate data need a minute. It uses no look-around and no `\p{…}`, which some readers of the
 * OpenAPI document do not support. Characters beyond U+FFFF are written literally, because the
 * readers escape them in different ways.
 */
const invisible = [
  String.raw`\x00-\x20\x7f-\xa0\xad`,
  String.raw`\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f`,
  String.raw`\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164`,
  String.raw`\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff`,
  "\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}",
].join("");

/** The source of a pattern for one visible character; use it with the flag `u`. */
export const visibleCharacter = `[^${invisible}]`;

/**
 * The source of a pattern for one line of visible text: words with U+0020 between them, none at the
 * ends.
 */
export const visibleLine = `^${visibleCharacter}+(?: +${visibleCharacter}+)*$`;

const line = new RegExp(visibleLine, "u");

/** Whether the text is one line of visible characters, of whole code points. */
export const isVisibleLine = (text: string): boolean => line.test(text) && text.isWellFormed();
