import { expect, test } from "vitest";
import { UsageError } from "../failure.ts";
import { isShared, requireMeantForShared } from "./shared-environment.ts";

test.each([
  ["https://cplane.dev.sgp-1.cogrion.com", true],
  ["https://cplane.dev.fra-2.cogrion.com", true],
  ["https://cplane.sgp-1.cogrion.com", false],
  ["http://localhost:3000", false],
  ["https://cplane.dev.sgp-1.cogrion.com.example.com", false],
  ["https://dev.example.com", false],
])("%s is shared: %s", (apiUrl, isIt) => {
  expect(isShared(apiUrl)).toBe(isIt);
});

test("without a terminal, dev is refused with what to add, and prod is not", async () => {
  const asked = requireMeantForShared("https://cplane.dev.sgp-1.cogrion.com", "acme");
  await expect(asked).rejects.toThrow(UsageError);
  await expect(asked).rejects.toThrow(/create w-acme in dev, which is shared, add --yes/);
  await expect(requireMeantForShared("https://cplane.sgp-1.cogrion.com", "acme")).resolves.toBeUndefined();
});
