import { expect, test } from "vitest";
import { exitCodeOf, exitCodes } from "../failure.ts";
import { checkedToken } from "./given-token.ts";

const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_bmF0dXJl";

test.each([
  ["\uFEFF", "byte order mark (U+FEFF) at position 1"],
  ["\u201C", "typographic quotation mark (U+201C) at position 1"],
  ["'", "quotation mark (U+0027)"],
  [" ", "a space (U+0020)"],
  ["\n", "a line break (U+000A)"],
  ["\r", "a carriage return (U+000D)"],
  ["\u200B", "U+200B"],
  ["\u{1F511}", "U+1F511"],
])("a token with %j is a usage error that names the character, and not the token", (stray, told) => {
  for (const text of [`${stray}${token}`, `${token.slice(0, 9)}${stray}${token.slice(9)}`, `${token}${stray}`]) {
    let error: unknown;
    try {
      checkedToken(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(exitCodeOf(error)).toBe(exitCodes.usage);
    if (text.startsWith(stray)) expect((error as Error).message).toContain(told);
    expect((error as Error).message).not.toContain(token.slice(10, 20));
  }
});

test("a token is taken as it is", () => {
  expect(checkedToken(token)).toBe(token);
  expect(checkedToken("cgt_a+b/c~d==")).toBe("cgt_a+b/c~d==");
});
