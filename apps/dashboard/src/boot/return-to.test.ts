import { expect, test } from "vitest";
import { safeReturn } from "./return-to.ts";

test.each([
  ["/sgp-1/workspaces?state=blocked#row", "/sgp-1/workspaces?state=blocked#row"],
  [null, "/"],
  ["", "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["/\t/evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/signed-in?code=1", "/"],
  ["/\u202e", "/%E2%80%AE"],
])("somebody who was at %j comes back to %j", (given, expected) => {
  expect(safeReturn(given, "https://app.cogrion.com")).toBe(expected);
});
