import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { exitCodeMeanings } from "@cogrion/cli/commands/help";
import { repositoryFolder } from "./config.ts";
import { exitCodes } from "@cogrion/cli/failure";
import { createProgram } from "./program.ts";

afterEach(() => vi.restoreAllMocks());

/** What a run prints; `exit` ends it as in a separate process. */
const printedBy = async (...args: string[]): Promise<string> => {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  await createProgram()
    .parseAsync(args, { from: "user" })
    .catch((error: unknown) => lines.push(String(error)));
  return lines.join("\n");
};

const pathsOf = (command: Command, path: string[] = []): string[] =>
  command.commands.flatMap((each) => {
    const own = [...path, each.name()];
    return [own.join(" "), ...pathsOf(each, own)];
  });

test("each command says in one line what it does, and the Tab key offers it", async () => {
  const program = createProgram();
  const paths = pathsOf(program);
  expect(paths).toContain("workspace token mint");
  for (const path of paths) {
    const [parent, name] = [path.split(" ").slice(0, -1), path.split(" ").at(-1)];
    const command = parent.reduce(
      (at, each) => at.commands.find((child) => child.name() === each) ?? at,
      program as Command,
    );
    const found = command.commands.find((child) => child.name() === name);
    expect([path, found?.summary() || found?.description()]).not.toEqual([path, ""]);
  }
  const offered = await printedBy("complete", "--", "workspace", "");
  expect(offered).toContain("watch\tshow the nine steps until provisioning ends or is blocked");
  expect(await printedBy("complete", "--", "workspace", "list", "--state", "")).toContain("awaiting_bff");
});

test.each(["bash", "zsh", "fish"])(
  "a script for %s calls this checkout's launcher by its whole path",
  async (shell) => {
    const script = await printedBy("completion", shell);
    expect(script).toContain(`'${join(repositoryFolder, "cogrion")}' complete --`);
  },
);

test("a key's id may begin with a hyphen", async () => {
  const program = createProgram();
  const removing = program.commands
    .find((each) => each.name() === "service-principal")
    ?.commands.find((each) => each.name() === "remove-key");
  const removed = vi.fn<(id: string, key: string) => void>();
  removing?.action((id: string, key: string) => removed(id, key));
  const id = "01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";
  const asked = ["service-principal", "remove-key", id, "-PqYtUqmLbs5aDq8b7c", "--account", id];
  await program.parseAsync(asked, { from: "user" });
  expect(removed).toHaveBeenCalledWith(id, "-PqYtUqmLbs5aDq8b7c");
});

test("--version names the version", async () => {
  expect(await printedBy("--version")).toMatch(/^cogrion \d+\.\d+\.\d+ \(.*Node 24\./);
});

test("the guide lists the exit codes as --help does", () => {
  const guide = readFileSync(join(repositoryFolder, "docs", "guides", "cli.md"), "utf8");
  const listed = [...guide.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning]);
  const meant = Object.entries(exitCodes).map(([name, code]) => [
    code,
    exitCodeMeanings[name as keyof typeof exitCodes],
  ]);
  expect(listed).toEqual(meant);
  let help = "";
  createProgram()
    .configureOutput({ writeOut: (text) => void (help += text) })
    .outputHelp();
  for (const [code, meaning] of meant) expect(help).toContain(`  ${String(code).padEnd(3)}  ${meaning}\n`);
});
