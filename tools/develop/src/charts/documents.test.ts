import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryFolder } from "../config.ts";
import { chartDocumentsOf } from "./documents.ts";
import type { Schema } from "./schema-parts.ts";
import { bffValues, controlPlaneValues } from "./values-schemas.ts";

test("schemas, READMEs and lists of variables are the tables' (node tools/develop/src/charts/emit.ts writes them)", () => {
  for (const [file, content] of Object.entries(chartDocumentsOf(repositoryFolder)))
    expect([file, readFileSync(join(repositoryFolder, file), "utf8")]).toEqual([file, content]);
});

const openObjects = (schema: Schema, path: string): string[] => [
  ...(schema.properties !== undefined && schema.additionalProperties !== false ? [path] : []),
  ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) => openObjects(property, `${path}.${key}`)),
];

test("no object of the values takes an unknown property", () => {
  expect(openObjects(controlPlaneValues, "control-plane")).toEqual([]);
  expect(openObjects(bffValues, "bff")).toEqual([]);
});
