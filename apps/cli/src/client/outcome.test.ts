import type { WorkspaceId } from "@cogrion/domain";
import { expect, test } from "vitest";
import { nextStepOf } from "./outcome.ts";

const blockedIn = (zone: string) =>
  nextStepOf({ id: "w-acme" as WorkspaceId, state: "blocked", delegated_zone: `w-acme.${zone}` });

test("only a workspace of the local stack is told how to launch its template there", () => {
  expect(blockedIn("local.sgp-1.cogrion.localhost")).toContain("./cogrion local-aws launch w-acme");
  for (const zone of ["sgp-1.cogrion.com", "dev.sgp-1.cogrion.com", "local.cogrion.com"])
    expect(blockedIn(zone)).not.toContain("local-aws");
});
