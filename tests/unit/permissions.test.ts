import { readFileSync } from "node:fs";
import { join } from "node:path";
import { permissionMatrix, permissions, roles } from "@cogrion/domain";
import { expect, test } from "vitest";

const guide = readFileSync(join(import.meta.dirname, "..", "..", "docs", "guides", "permissions.md"), "utf8");

test("the guide's table is the permission matrix, each permission and each role", () => {
  const rows = guide
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows[0]?.slice(1, -1)).toEqual([...roles]);
  const written = rows
    .slice(2)
    .map(([permission = "", ...cells]) => [
      permission.replaceAll("`", ""),
      roles.filter((_, column) => cells[column] === "yes"),
    ]);
  expect(written).toEqual(permissions.map((permission) => [permission, [...permissionMatrix[permission]]]));
  for (const cells of rows.slice(2)) expect([cells[0], cells.at(-1)]).not.toEqual([cells[0], ""]);
});
