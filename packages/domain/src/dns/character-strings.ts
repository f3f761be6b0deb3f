/**
 * How a non-printable byte is written: RFC 1035 section 5.1 uses `\DDD` in decimal, Route 53 `\ooo`
 * in octal.
 */
export type ByteEscape = "decimal" | "octal";

const radixOf = { decimal: 10, octal: 8 } as const;
// RFC 1035 section 3.3: a character string starts with one length byte.
const maxBytes = 255;

const isPrintable = (code: number): boolean => code >= 0x20 && code < 0x7f;

const printByte = (char: string, escape: ByteEscape): string => {
  const code = char.charCodeAt(0);
  if (char === '"' || char === "\\") return `\\${char}`;
  return isPrintable(code) ? char : `\\${code.toString(radixOf[escape]).padStart(3, "0")}`;
};

/**
 * A TXT value as quoted character strings of at most 255 bytes. `bytes` has one character for each
 * byte.
 */
export const printCharacterStrings = (bytes: string, escape: ByteEscape): string => {
  const parts: string[] = [];
  for (let from = 0; from === 0 || from < bytes.length; from += maxBytes) {
    const part = Array.from(bytes.slice(from, from + maxBytes), (char) => printByte(char, escape));
    parts.push(`"${part.join("")}"`);
  }
  return parts.join(" ");
};

/** The text in UTF-8, with one character for each byte. */
export const bytesOfText = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

const readEscape = (text: string, at: number, escape: ByteEscape): { char: string; length: number } => {
  const digits = text.slice(at + 1, at + 4);
  const code = Number.parseInt(digits, radixOf[escape]);
  const isNumber = escape === "octal" ? /^[0-7]{3}$/.test(digits) : /^\d{3}$/.test(digits);
  if (isNumber && code < 256) return { char: String.fromCharCode(code), length: 4 };
  return { char: text.charAt(at + 1), length: 2 };
};

/**
 * The bytes of all strings together, with one character for each byte. The positions where the
 * strings are split do not matter (RFC 7208 section 3.3). Text without quotes is used unchanged.
 */
export const parseCharacterStrings = (text: string, escape: ByteEscape): string => {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return bytesOfText(text);
  let bytes = "";
  let isInside = false;
  for (let at = 0; at < trimmed.length;) {
    const char = String.fromCodePoint(trimmed.codePointAt(at) ?? 0);
    if (char === "\\" && isInside) {
      const read = readEscape(trimmed, at, escape);
      bytes += read.char;
      at += read.length;
      continue;
    }
    if (char === '"') isInside = !isInside;
    else if (isInside) bytes += bytesOfText(char);
    at += char.length;
  }
  return bytes;
};
