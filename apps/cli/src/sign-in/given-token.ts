import { UsageError } from "../failure.ts";

const names: Readonly<Record<string, string>> = {
  "\uFEFF": "a byte order mark",
  "\n": "a line break",
  "\r": "a carriage return",
  "\t": "a tab",
  " ": "a space",
  "\u00A0": "a no-break space",
  '"': "a quotation mark",
  "'": "a quotation mark",
  "\u2018": "a typographic quotation mark",
  "\u2019": "a typographic quotation mark",
  "\u201C": "a typographic quotation mark",
  "\u201D": "a typographic quotation mark",
};

const codePointOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/**
 * A bearer token, as RFC 6750 section 2.1 allows it. The error names a stray character without
 * showing the token. @throws UsageError
 */
export const checkedToken = (token: string): string => {
  const stray = /[^A-Za-z0-9\-._~+/=]/u.exec(token);
  if (stray === null) return token;
  const [character] = stray;
  const name = names[character];
  const told = name === undefined ? codePointOf(character) : `${name} (${codePointOf(character)})`;
  throw new UsageError(
    `COGRION_TOKEN contains ${told} at position ${stray.index + 1}, which a token cannot contain. Set it again without that character.`,
  );
};
