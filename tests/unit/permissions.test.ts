import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Route } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { Role } from "@cogrion/domain";
import { mayRoles, permissionMatrix, permissions, roles } from "@cogrion/domain";
import { expect, test } from "vitest";
import { supportAccessMailOf } from "@cogrion/services/mail/support-access";

const guideOf = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "..", "docs", "guides", `${name}.md`), "utf8");

test("the guide's table is the permission matrix, each permission and each role", () => {
  const rows = guideOf("permissions")
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

const changesOf = (role: Role): string[] =>
  Object.values(routes as Record<string, Route>)
    .filter(({ method, permission }) => method !== "GET" && permission !== undefined && mayRoles([role], permission))
    .map(({ id }) => id)
    .sort();

// The mail and the guide of support access tell an owner in words what they agree to: an operation
// that is added here has to be added there.
test("what may be done with support access is what its mail and its guide tell the owner", () => {
  // A person who is not a member leaves nothing.
  expect(changesOf("viewer")).toEqual(["members.leave"]);
  expect(changesOf("operator")).toEqual([
    "members.leave",
    "workspaces.cancel",
    "workspaces.correct",
    "workspaces.create",
    "workspaces.repair",
    "workspaces.retry",
  ]);
  const { text } = supportAccessMailOf({
    id: "m-1",
    to: "owner@example.com",
    account: { id: crypto.randomUUID(), name: "Acme" },
    access: {
      id: crypto.randomUUID(),
      staff: { uid: crypto.randomUUID(), email: "sam@example.com" },
      role: "operator",
      reason: "Ticket 4711",
      durationSeconds: 3600,
      requestedAt: new Date(),
    },
    apiUrl: "https://api.example.com",
  });
  for (const words of [text, guideOf("support-access")])
    for (const verb of ["creating", "correcting", "retrying", "repairing", "cancelling"]) expect(words).toContain(verb);
});
