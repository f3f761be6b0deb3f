import { expect, test } from "vitest";
import { isVisibleLine } from "./visible.ts";

test("names in all scripts are visible, with single characters and spaces between words", () => {
  for (const name of [
    "A",
    "Zweite Firma – 第二",
    "O'Brien & Söhne",
    "Ærø  A/S",
    "شركة",
    "कंपनी",
    "🚀 Labs",
    "x".repeat(100),
  ])
    expect([name, isVisibleLine(name)]).toEqual([name, true]);
});

test.each([
  ["nothing", ""],
  ["a space at the beginning", " a"],
  ["a space at the end", "a "],
  ["a line break", "a\nb"],
  ["a null byte", "a\0b"],
  ["a right-to-left override", "a\u202eb"],
  ["a bidirectional isolate", "a\u2066b"],
  ["an Arabic letter mark", "a\u061cb"],
  ["a left-to-right mark", "a\u200eb"],
  ["a zero-width space", "a\u200bb"],
  ["a zero-width joiner", "a\u200db"],
  ["a word joiner", "a\u2060b"],
  ["a byte order mark", "a\ufeffb"],
  ["a soft hyphen", "a\u00adb"],
  ["a no-break space", "a\u00a0b"],
  ["an ideographic space", "a\u3000b"],
  ["a Hangul filler", "\u3164"],
  ["a Braille blank", "\u2800"],
  ["a line separator", "a\u2028b"],
  ["a paragraph separator", "a\u2029b"],
  ["a variation selector", "a\ufe0f"],
  ["a tag", "a\u{e0041}"],
  ["half of a surrogate pair", "a\ud800"],
])("%s is not", (_, text) => {
  expect(isVisibleLine(text)).toBe(false);
});

test("nothing that Unicode ignores by default, takes for white space or for a bidirectional control is visible", () => {
  const ignored = /[\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Bidi_Control}\p{Cc}\p{Zl}\p{Zp}]/u;
  const leaks: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const text = String.fromCodePoint(point);
    if (ignored.test(text) && isVisibleLine(text)) leaks.push(point.toString(16));
  }
  expect(leaks).toEqual([]);
});
