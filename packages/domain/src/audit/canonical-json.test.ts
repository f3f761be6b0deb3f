import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json } from "./canonical-json.ts";
import { canonicalJson } from "./canonical-json.ts";

it("writes the example of RFC 8785 section 3.2.2 as section 3.2.3 has it", () => {
  const value = {
    numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it("sorts names by UTF-16 code units, as the example of section 3.2.3", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
  const names = [...canonicalJson(value).matchAll(/"([^"]+)":/g)].map(([, name]) => JSON.parse(`"${name}"`));
  expect(names).toEqual(["\r", "1", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"]);
});

it("gives one text for one value, in whatever order its names were written, and reads back as that value", () => {
  const shuffled = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([name, each]) => [name, shuffled(each as Json)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      expect(canonicalJson(shuffled(value as Json))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it("leaves out what is undefined", () => {
  expect(canonicalJson({ b: undefined, a: { d: undefined } })).toBe('{"a":{}}');
});
