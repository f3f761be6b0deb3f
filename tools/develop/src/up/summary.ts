import { isTerminal } from "@cogrion/cli/render/steps-view";
import { linesOf, endpointsOf } from "./endpoints.ts";
import type { UpResult } from "./result.ts";
import { signInLinesOf } from "./sign-in-lines.ts";

/** What a person needs next: all addresses, and how to sign in. */
export const printSummary = (result: UpResult, { isRunning }: { isRunning: boolean }): void => {
  console.log("");
  for (const { workspace, region } of result.workspaces) {
    console.log(
      `${workspace.id} in ${region.place.region} is ${workspace.state} and ${workspace.health ?? "unknown"}.`,
    );
  }
  if (!isRunning) return;
  console.log("");
  for (const line of linesOf(endpointsOf(result))) console.log(line);
  console.log("");
  for (const line of signInLinesOf(result.user, isTerminal(process.stdout))) console.log(line);
  console.log("\nNext: ./cogrion login, then ./cogrion workspace list. Ctrl-C stops everything; the data stays.");
};
