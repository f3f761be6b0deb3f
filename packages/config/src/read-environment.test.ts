import { expect, test } from "vitest";
import { z } from "zod";
import { ConfigError } from "./error.ts";
import { guideOf } from "./guide.ts";
import { environmentSchemaOf } from "./json-schema.ts";
import { readEnvironment } from "./read-environment.ts";
import * as schemas from "./schemas.ts";
import type { Table } from "./table.ts";
import { optional, required, requiredWhen, withDefault } from "./table.ts";

const variables = {
  KIND: withDefault("file", z.enum(["file", "queue"], { error: "must be file or queue" }), "Kind of the target"),
  PATH_NAME: requiredWhen({ variable: "KIND", is: ["file"] }, schemas.absolutePath, "Target file"),
  SOURCE_URL: required(schemas.url, "Where data comes from | with a password", schemas.isSecret),
  USER_NAME: optional(schemas.nonEmpty, "User"),
  USER_PASSWORD: optional(schemas.nonEmpty, "Password", schemas.isSecret),
  API_KEY: optional(schemas.nonEmpty, "Key", schemas.isSecret),
};
const table: Table<typeof variables> = {
  process: "copy",
  variables,
  together: [["USER_NAME", "USER_PASSWORD"]],
  anyOf: [
    {
      when: { variable: "KIND", isNot: ["file"] },
      sets: [["USER_NAME", "USER_PASSWORD"], ["API_KEY"]],
      reason: "authentication",
    },
  ],
};
const whole = { PATH_NAME: "/data", SOURCE_URL: "https://user:p%40ss@example.com" };

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readEnvironment(table, environment);
    return [];
  } catch (error) {
    return (error as ConfigError).message.split("\n  ").slice(1);
  }
};

test("values have their types and defaults, and secrets are listed for the logger, a URL's password by itself", () => {
  const { values, secrets } = readEnvironment(table, { ...whole, USER_NAME: " ", API_KEY: "key" });
  expect(values).toEqual({ ...whole, KIND: "file", API_KEY: "key", USER_NAME: undefined, USER_PASSWORD: undefined });
  expect(secrets).toEqual([whole.SOURCE_URL, "p%40ss", "p@ss", "key"]);
});

test.each<[string, Record<string, string>, string[]]>([
  ["nothing", {}, ["PATH_NAME: is not set", "SOURCE_URL: is not set"]],
  ["a condition that does not hold", { KIND: "queue", SOURCE_URL: "https://a", API_KEY: "k" }, []],
  ["a faulty condition", { KIND: "hunter2", SOURCE_URL: "https://a" }, ["KIND: must be file or queue"]],
  ["half a pair", { ...whole, USER_NAME: "u" }, ["USER_NAME: and USER_PASSWORD go together: set both or neither"]],
  [
    "none of the sets that a condition demands",
    { KIND: "queue", SOURCE_URL: "https://a" },
    ["USER_NAME: is not set: authentication needs USER_NAME with USER_PASSWORD, or API_KEY"],
  ],
])("%s: all faults at once", (_, environment, faults) => {
  expect(faultsOf(environment)).toEqual(faults);
});

test("a rule over several variables sees only valid ones, and its faults are listed with the others", () => {
  const read = () =>
    readEnvironment(table, { ...whole, KIND: "nothing", USER_NAME: "u" }, (given, fault) => {
      expect([given.KIND, given.USER_NAME]).toEqual([undefined, "u"]);
      fault("USER_NAME", "is a fault too many");
      fault("PATH_NAME", "is too short");
    });
  expect(read).toThrow(/KIND: must be[^]*go together[^]*PATH_NAME: is too short$/);
  expect(read).toThrow(ConfigError);
  expect(read).not.toThrow(/too many/);
});

test("the guide and the JSON schema tell the same", () => {
  const guide = guideOf([table]);
  expect(guide).toContain("| `PATH_NAME` | where `KIND` is `file` |  | Target file |");
  expect(guide).toContain("**Secret.** Where data comes from \\| with a password");
  expect(environmentSchemaOf(table)).toMatchObject({
    additionalProperties: false,
    required: ["SOURCE_URL"],
    properties: { SOURCE_URL: { type: "string", writeOnly: true }, KIND: { enum: ["file", "queue"], default: "file" } },
    allOf: [
      // If unset, it is `file`, so the rule applies then too.
      { anyOf: [{ not: { properties: { KIND: { enum: ["file"] } } } }, { required: ["PATH_NAME"] }] },
      {
        anyOf: [
          { not: { required: ["KIND"] } },
          { anyOf: [{ required: ["USER_NAME", "USER_PASSWORD"] }, { required: ["API_KEY"] }] },
        ],
      },
    ],
  });
});
