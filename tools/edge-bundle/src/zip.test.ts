import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { functionZipOf } from "./zip.ts";

test("a function's package holds the bundle under the name that Lambda loads", () => {
  const bundle = new TextEncoder().encode("export const handler = () => {};");
  expect(unzipSync(functionZipOf(bundle))).toEqual({ "index.mjs": bundle });
});
