import type { Command } from "commander";

/** docs/guides/cli.md says more. */
export const exitCodesHelp = `
Exit codes:
  0    done; of what watches: provisioned, or deleted where that was asked
  1    failed; the message says what to do
  2    not a valid request
  3    blocked: the client has to act, the hint says how
  4    not signed in
  5    the API or its sign-in cannot be reached
  6    the workspace was deleted while it was watched
  7    an audit chain does not hold
  130  interrupted`;

export const withExamples = (command: Command, ...examples: string[]): Command =>
  command.addHelpText("after", `\nExamples:\n${examples.map((each) => `  ./cogrion ${each}`).join("\n")}`);

/** For a command that watches: its outcome is its exit code. */
export const withExitCodes = (command: Command): Command => command.addHelpText("after", exitCodesHelp);
