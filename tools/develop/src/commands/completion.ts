import { readdirSync } from "node:fs";
import { join } from "node:path";
import tab from "@bomb.sh/tab/commander";
import { folders } from "@cogrion/local-stack";
import type { Command } from "commander";
import { repositoryFolder } from "../config.ts";
import { withExamples } from "@cogrion/cli/commands/help";

/** For `sh`, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

// The launcher is a script for a POSIX shell.
const shells = ["bash", "zsh", "fish"];

const partsWithLogs = (): string[] => {
  try {
    return readdirSync(folders.logs).flatMap((file) => (file.endsWith(".log") ? [file.slice(0, -".log".length)] : []));
  } catch {
    return [];
  }
};

type Completed = ReturnType<typeof tab>["commands"];

/** What the Tab key says of a command is its line in the help; the library knows longer texts only. */
const describe = (completed: Completed, command: Command, path: string[] = []): void => {
  for (const each of command.commands) {
    const own = [...path, each.name()];
    const known = completed.get(own.join(" "));
    if (known !== undefined) known.description = each.summary() || each.description();
    describe(completed, each, own);
  }
};

/** Last of all commands: it completes those that are there. */
export const addCompletion = (program: Command): void => {
  const completion = tab(program, { completionCommandName: "completion" });
  describe(completion.commands, program);
  completion.commands.get("logs")?.argument("part", (complete) => {
    for (const part of partsWithLogs()) complete(part, "");
  });
  const command = program.commands.find((each) => each.name() === "completion");
  command?.registeredArguments[0]?.choices(shells);
  completion.commands.get("completion")?.argument("shell", (complete) => {
    for (const shell of shells) complete(shell, "");
  });
  command
    ?.summary("complete commands, options and their values at the Tab key")
    .description("Prints a script for your shell. Bash needs its package bash-completion.")
    // The launcher is on nobody's PATH, and has to be found from every folder.
    .action((shell: string) => completion.setup("cogrion", quoted(join(repositoryFolder, "cogrion")), shell));
  if (command !== undefined) {
    withExamples(
      command,
      "completion bash > ~/.local/share/bash-completion/completions/cogrion",
      "completion zsh > ~/.cogrion-completion.zsh    # then source it in ~/.zshrc, after compinit",
      "completion fish > ~/.config/fish/completions/cogrion.fish",
    );
  }
};
