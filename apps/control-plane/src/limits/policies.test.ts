import { readFileSync } from "node:fs";
import { limitClasses } from "@cogrion/contract";
import { quotaNames, quotas } from "@cogrion/domain";
import { expect, test } from "vitest";
import type { PolicyName } from "./policies.ts";
import { defaultQuotas } from "./policies.ts";
import { variableOf } from "./settings.ts";

const guide = readFileSync(new URL("../../../../docs/guides/rate-limits.md", import.meta.url), "utf8");
const rowsOf = (columns: number): string[][] =>
  guide
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim().replaceAll("`", ""))
        .slice(1, -1),
    )
    .filter((cells) => cells.length === columns);

test("the guide has a row for each policy, with its default and its variable, and no other", () => {
  const rows = rowsOf(5).map(([policy = "", , quota = "", , variable]) => [
    policy,
    Number(quota.replaceAll(",", "")),
    variable,
  ]);
  const policies = Object.entries(defaultQuotas);
  expect(rows).toEqual(policies.map(([policy, quota]) => [policy, quota, variableOf(policy as PolicyName)]));
  expect(Object.keys(defaultQuotas)).toEqual(expect.arrayContaining([...limitClasses]));
});

test("the guide has a row for each quota, with who shares it, its limit and what is counted", () => {
  expect(rowsOf(4)).toEqual(
    quotaNames.map((name) => {
      const { per, limit, windowSeconds } = quotas[name];
      return [name, per, String(limit), windowSeconds === undefined ? "what exists" : "24 h"];
    }),
  );
});
