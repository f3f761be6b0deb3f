import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOfText, parseCharacterStrings, printCharacterStrings } from "./character-strings.ts";
import { isSameDnsSet, plainDnsValue } from "./record-set.ts";

const anyBytes = fc
  .uint8Array({ maxLength: 700 })
  .map((bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

describe("character strings", () => {
  test.each(["decimal", "octal"] as const)("come back byte for byte, with %s escapes", (escape) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(parseCharacterStrings(printCharacterStrings(bytes, escape), escape)).toBe(bytes);
      }),
    );
  });

  test("hold at most 255 bytes each, in printable ASCII only", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const printed = printCharacterStrings(bytes, "octal");
        expect(printed).toMatch(/^("(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]|\\[0-3][0-7]{2})*"(?: |$))+$/);
        expect(printed.match(/(?<!\\)(?:\\\\)*" "/g)?.length ?? 0).toBeLessThanOrEqual(
          Math.ceil(bytes.length / 255) + (bytes.match(/" "/g)?.length ?? 0),
        );
      }),
    );
    expect(printCharacterStrings("a".repeat(256), "decimal")).toBe(`"${"a".repeat(255)}" "a"`);
    expect(printCharacterStrings("", "octal")).toBe('""');
  });

  test("say a byte in the host's own base: the same digits mean another byte at the other", () => {
    expect(printCharacterStrings("\u00e9", "decimal")).toBe('"\\233"');
    expect(printCharacterStrings("\u00e9", "octal")).toBe('"\\351"');
    expect(parseCharacterStrings('"\\101"', "octal")).toBe("A");
    expect(parseCharacterStrings('"\\101"', "decimal")).toBe("e");
  });

  test("may stand without quotes, and are cut anywhere", () => {
    expect(parseCharacterStrings("v=spf1 -all", "decimal")).toBe("v=spf1 -all");
    expect(parseCharacterStrings('"v=sp" "f1 -all"', "octal")).toBe("v=spf1 -all");
    for (const text of ["é", "🦔"]) {
      expect(parseCharacterStrings(text, "octal")).toBe(bytesOfText(text));
      expect(parseCharacterStrings(`"${text}"`, "octal")).toBe(bytesOfText(text));
    }
  });
});

test.each([
  ["AAAA", "2001:DB8:0:0::1", "2001:db8::1"],
  ["CNAME", "Edge.Example.NET.", "edge.example.net"],
  ["MX", "10  Mail.example.com.", "10 mail.example.com"],
  ["SRV", "1 2 443 Host.example.com.", "1 2 443 host.example.com"],
  ["CAA", "0 Issue letsencrypt.org", '0 issue "letsencrypt.org"'],
  ["CAA", '0 issuewild ";"', '0 issuewild ";"'],
  ["A", " 192.0.2.1", "192.0.2.1"],
] as const)("a value of %s has one spelling: %s", (type, given, plain) => {
  expect(plainDnsValue(type, given)).toBe(plain);
  expect(plainDnsValue(type, plain)).toBe(plain);
});

test("the order of values does not count, their number and the TTL do", () => {
  const set = { name: "a.example.com", type: "A" as const, ttlSeconds: 300, values: ["192.0.2.1", "192.0.2.2"] };
  expect(isSameDnsSet(set, { ...set, values: set.values.toReversed() })).toBe(true);
  expect(isSameDnsSet(set, { ...set, values: ["192.0.2.1"] })).toBe(false);
  expect(isSameDnsSet(set, { ...set, ttlSeconds: 60 })).toBe(false);
});
