import type { Command } from "commander";
import { exitCodes } from "../failure.ts";
import { cogrion } from "../invocation.ts";

/** docs/guides/cli.md lists the same; a test compares them. */
export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "success; with --watch: provisioned, or deleted where that was requested",
  failed: "failed, or declined at a prompt; the message says what to do",
  usage: "invalid arguments, variables or file; nothing was changed",
  blocked: "blocked: the client must act, and the hint says how",
  notSignedIn: "not signed in, or the service principal was rejected",
  unreachable: "the API or the sign-in service cannot be reached; retry later",
  deleted: "the workspace was deleted while you watched it",
  broken: "an audit chain has a fault",
  leftovers: "deleted, but resources were left behind; the receipt lists them",
  interrupted: "interrupted by a signal",
  readerLeft: "the reader of the output closed it before the outcome was known",
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

/** Lists the exit codes in the help: all of them, or those to which the command gives a meaning. */
export const withExitCodes = (command: Command, meanings: Meanings = exitCodeMeanings): Command =>
  command.addHelpText("after", helpOf(meanings));
