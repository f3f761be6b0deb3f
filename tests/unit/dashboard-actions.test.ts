import { describe, expect, test } from "vitest";
import { createProgram } from "../../apps/cli/src/program.ts";
import { actions, apiCallOf, cliOf } from "../../apps/dashboard/src/data/actions.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Command = ReturnType<typeof createProgram>;

const find = (command: Command, words: readonly string[]): Command | undefined =>
  words.reduce<Command | undefined>((at, word) => at?.commands.find((each) => each.name() === word), command);

const operations = new Set(
  Object.values(
    (
      JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "openapi", "control-plane.json"), "utf8")) as {
        paths: Record<string, Record<string, { operationId?: string }>>;
      }
    ).paths,
  ).flatMap((path) => Object.values(path).map(({ operationId }) => operationId)),
);

describe.each(Object.entries(actions))("the dashboard's action %s", (_, { cli, route }) => {
  test("is a command of the customer's program", () => {
    const command = find(createProgram(), cli.split(" "));
    expect(command?.commands).toEqual([]);
  });

  test("is an operation of the API", () => {
    expect(operations).toContain(route.id);
  });
});

test("an argument that a shell would read otherwise is quoted", () => {
  expect(cliOf("renameAccount", ["id-1", "Ada's $HOME"])).toBe(`cogrion account rename id-1 'Ada'\\''s $HOME'`);
  expect(cliOf("listWorkspaces", [], { state: "blocked", search: undefined })).toBe(
    "cogrion workspace list --state blocked",
  );
});

test("the call names the resource", () => {
  expect(apiCallOf("deleteWorkspace", "https://api.example", { workspace_id: "w-acme" })).toBe(
    "DELETE https://api.example/api/workspaces/w-acme",
  );
});
