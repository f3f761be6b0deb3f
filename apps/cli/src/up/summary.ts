import type { UpResult } from "./run.ts";

/** What a person needs next: where everything is, and how to sign in. */
export const printSummary = ({ workspaces, user }: UpResult, { isRunning }: { isRunning: boolean }): void => {
  for (const { workspace, region, bffUrl } of workspaces) {
    console.log(
      `\n${workspace.id} in ${region.place.region} is ${workspace.state} and ${workspace.health ?? "unknown"}`,
    );
    const urls: [string, string][] = [
      ["API", region.apiUrl],
      ["API reference", `${region.apiUrl}/api/docs`],
      ["BFF", bffUrl],
      ["Temporal", region.temporalUiUrl.replace("127.0.0.1", "localhost")],
      ["Keycloak", region.issuer],
    ];
    for (const [name, url] of urls) console.log(`  ${name.padEnd(14)} ${url}`);
  }
  if (!isRunning) return;
  console.log(`\n  Sign in as     ${user.email}\n  Password       ${user.password}`);
  console.log("\nNext: ./cogrion login, then ./cogrion workspace list. Ctrl-C stops everything; data stays.");
};
