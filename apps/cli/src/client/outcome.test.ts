import type { WorkspaceId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { exitCodeOfDeletion, nameAfterwards, nextStepOf, stateWithLeftovers } from "./outcome.ts";

const id = "w-acme" as WorkspaceId;
const blockedIn = (zone: string) =>
  nextStepOf({ id, state: "blocked", delegated_zone: `w-acme.${zone}`, left_behind: 0 });

test("only a workspace of the local stack is told how to launch its template there", () => {
  expect(blockedIn("local.sgp-1.cogrion.localhost")).toContain("./cogrion local-aws launch w-acme");
  for (const zone of ["sgp-1.cogrion.com", "dev.sgp-1.cogrion.com", "local.cogrion.com"])
    expect(blockedIn(zone)).not.toContain("local-aws");
});

test("a deletion that left resources behind ends with 8, a complete one with 0, a blocked one with 3", () => {
  expect(exitCodeOfDeletion({ state: "deleted", left_behind: 2 })).toBe(8);
  expect(exitCodeOfDeletion({ state: "deleted", left_behind: 0 })).toBe(0);
  expect(exitCodeOfDeletion({ state: "blocked", left_behind: 0 })).toBe(3);
});

test("a row of the list says how many resources a deletion left behind", () => {
  expect(stateWithLeftovers({ state: "deleted", left_behind: 2 })).toBe("deleted, 2 left behind");
  expect(stateWithLeftovers({ state: "deleted", left_behind: 0 })).toBe("deleted");
});

test("the question before a deletion says whether the name becomes free again", () => {
  expect(nameAfterwards({ id, is_name_reusable: true })).toContain("becomes free again");
  expect(nameAfterwards({ id, is_name_reusable: false })).toBe("No workspace can be named w-acme again.");
});
