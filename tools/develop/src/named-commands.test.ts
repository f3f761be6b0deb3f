import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { repositoryFolder } from "./config.ts";
import { createProgram } from "./program.ts";

const program = createProgram();

/**
 * A command in a text: `./cogrion workspace token mint`, `${cogrion} login`, `cogrion edge
 * status|verify`.
 */
const named = /(?:(?<![\w@/.-])(?:\.\/)?cogrion|\$\{cogrion\})[ ]+([a-z][^\n`"';,()]*)/g;

/** Names of parts, folders and clients that begin with the same word. */
const isProse = (words: readonly string[]): boolean => !/^[a-z][a-z|-]*$/.test(words[0] ?? "");

const childOf = (command: Command, name: string): Command | undefined =>
  command.commands.find((each) => each.name() === name || each.aliases().includes(name));

/**
 * What is wrong with the words after `cogrion`; undefined if the tree has such a command with such
 * options.
 */
const faultOf = (words: readonly string[]): string | undefined => {
  let at: Command = program;
  for (const word of words) {
    if (/^--[a-z]/.test(word)) {
      const flag = /^--[a-z-]+/.exec(word)?.[0];
      if (
        flag !== "--help" &&
        !at.options.some(({ long }) => long === flag) &&
        !(at === program && flag === "--version")
      )
        return `${at.name()} has no option ${flag}`;
      continue;
    }
    if (at.commands.length === 0) continue;
    const name = word.replace(/[.:]+$/, "");
    if (!/^[a-z][a-z|-]*$/.test(name)) break;
    const children = name.split("|").map((each) => [each, childOf(at, each)] as const);
    const missing = children.find(([, child]) => child === undefined);
    if (missing !== undefined) return `${at.name()} has no command ${missing[0]}`;
    at = children[0]?.[1] ?? at;
  }
  return undefined;
};

const findingsIn = (text: string): string[] =>
  [...text.matchAll(named)].flatMap(([whole, rest = ""]) => {
    // Words after another program, a comment or a pipe are not ours.
    const words = (rest.replaceAll(/\$\{[^}]*\}/g, "VALUE").split(/ [|#>&]/)[0] ?? "").trim().split(/\s+/);
    const fault = isProse(words) ? undefined : faultOf(words);
    return fault === undefined ? [] : [`${whole.trim()}: ${fault}`];
  });

test("a command that is not there, or an option, is found in every form in which texts name them", () => {
  for (const text of [
    "Make one (./cogrion workspace token create).",
    "`cogrion workspace mint w-acme`",
    "Next: ${cogrion} workspace watch ${id} --wath",
    "cogrion edge status|verrify",
    "./cogrion frobnicate",
  ])
    expect([text, findingsIn(text)]).toEqual([text, [expect.any(String)]]);
  for (const text of [
    "Create one (./cogrion workspace token mint w-acme --name bff).",
    "${cogrion} workspace retry ${id} --watch",
    "./cogrion --help lists all; cogrion-cli is a client of the realm cogrion.",
    "cogrion edge status|verify|cutover, then ./cogrion up --once --json | jq -r .id",
    "cogrion account invite ID grace@acme.example --role operator   # a mail",
  ])
    expect([text, findingsIn(text)]).toEqual([text, []]);
});

test("every command that a message, a hint or a document names exists, with its options", () => {
  const files = globSync(
    [
      "{apps,packages,tools}/**/src/**/*.{ts,js,html}",
      "{docs,infra,openapi}/**/*.{md,yaml,yml,json}",
      "*.md",
      "cogrion",
    ],
    { cwd: repositoryFolder, exclude: (path) => path.includes("node_modules") },
  ).filter((file) => !file.endsWith("named-commands.test.ts"));
  expect(files.length).toBeGreaterThan(500);
  const found = files.flatMap((file) =>
    findingsIn(readFileSync(join(repositoryFolder, file), "utf8")).map((finding) => `${file}: ${finding}`),
  );
  expect(found).toEqual([]);
});

test("every example of a command's help exists too", () => {
  const helpsOf = (command: Command): string[] => {
    let help = "";
    command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
    return [help, ...command.commands.flatMap(helpsOf)];
  };
  expect(helpsOf(createProgram()).flatMap(findingsIn)).toEqual([]);
});
