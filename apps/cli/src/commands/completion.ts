import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { withExamples } from "./help.ts";

export type Completed = ReturnType<typeof tab>["commands"];

export type CompletionOptions = {
  /** The command that the shell runs to complete: a name on the PATH, or a quoted path. */
  command: string;
  /** Adds values that only the program itself knows. */
  extend?: (completed: Completed) => void;
};

const shells = ["bash", "zsh", "fish"];

/** The Tab key shows a command's summary; the library itself only reads descriptions. */
const describe = (completed: Completed, command: Command, path: string[] = []): void => {
  for (const each of command.commands) {
    const own = [...path, each.name()];
    const known = completed.get(own.join(" "));
    if (known !== undefined) known.description = each.summary() || each.description();
    describe(completed, each, own);
  }
};

/** Call it last: it completes the commands that were registered before. */
export const addCompletion = (program: Command, { command: executable, extend }: CompletionOptions): void => {
  const completion = tab(program, { completionCommandName: "completion" });
  describe(completion.commands, program);
  extend?.(completion.commands);
  const command = program.commands.find((each) => each.name() === "completion");
  command?.registeredArguments[0]?.choices(shells);
  completion.commands.get("completion")?.argument("shell", (complete) => {
    for (const shell of shells) complete(shell, "");
  });
  command
    ?.summary("complete commands, options and their values with the Tab key")
    .description("Prints a completion script for your shell. Bash needs the package bash-completion.")
    .action((shell: string) => completion.setup("cogrion", executable, shell));
  if (command !== undefined) {
    withExamples(
      command,
      "completion bash > ~/.local/share/bash-completion/completions/cogrion",
      "completion zsh > ~/.cogrion-completion.zsh    # then source it in ~/.zshrc, after compinit",
      "completion fish > ~/.config/fish/completions/cogrion.fish",
    );
  }
};
