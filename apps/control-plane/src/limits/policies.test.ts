import { readFileSync } from "node:fs";
import { limitClasses } from "@cogrion/contract";
import { expect, test } from "vitest";
import type { PolicyName } from "./policies.ts";
import { defaultQuotas } from "./policies.ts";
import { variableOf } from "./settings.ts";

test("the guide has a row for each policy, with its default and its variable, and no other", () => {
  const guide = readFileSync(new URL("../../../../docs/guides/rate-limits.md", import.meta.url), "utf8");
  const rows = guide
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
    .map(([, policy = "", , quota = "", , variable]) => [policy, Number(quota.replaceAll(",", "")), variable]);
  const policies = Object.entries(defaultQuotas);
  expect(rows).toEqual(policies.map(([policy, quota]) => [policy, quota, variableOf(policy as PolicyName)]));
  expect(Object.keys(defaultQuotas)).toEqual(expect.arrayContaining([...limitClasses]));
});
