import type { Command } from "commander";
import { exitCodes } from "../failure.ts";
import { cogrion } from "../invocation.ts";

/** docs/guides/cli.md has the same; a test holds it. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "done; of what watches: provisioned, or deleted where that was asked",
  failed: "failed, or you were asked and said no; the message says what to do",
  usage: "not a valid request, or a file that is not what is wanted",
  blocked: "blocked: the client has to act, the hint says how",
  notSignedIn: "not signed in, or a service principal that gets no token",
  unreachable: "the API or its sign-in cannot be reached",
  deleted: "the workspace was deleted while it was watched",
  broken: "an audit chain does not hold",
  interrupted: "interrupted",
};

type Meanings = Partial<Record<keyof typeof exitCodes, string>>;

const helpOf = (meanings: Meanings): string => {
  const lines = Object.entries(exitCodes).flatMap(([name, code]) => {
    const meaning = meanings[name as keyof typeof exitCodes];
    return meaning === undefined ? [] : [`  ${String(code).padEnd(3)}  ${meaning}`];
  });
  return `\nExit codes:\n${lines.join("\n")}`;
};

export const withExamples = (command: Command, ...examples: string[]): Command =>
  command.addHelpText("after", `\nExamples:\n${examples.map((each) => `  ${cogrion} ${each}`).join("\n")}`);

/** For a command that watches its outcome is its exit code; others say what theirs mean. */
export const withExitCodes = (command: Command, meanings: Meanings = exitCodeMeanings): Command =>
  command.addHelpText("after", helpOf(meanings));
