import { expect, test } from "vitest";
import { signInLinesOf } from "./sign-in-lines.ts";

const user = { email: "owner@acme.example", password: "pass-word", secretsFile: "/state/secrets/stack.json" };

test("a terminal shows the password, and any other output shows its location", () => {
  expect(signInLinesOf(user, true).join("\n")).toContain("pass-word");
  const elsewhere = signInLinesOf(user, false).join("\n");
  expect(elsewhere).not.toContain("pass-word");
  expect(elsewhere).toContain("./cogrion status");
  expect(elsewhere).toContain("/state/secrets/stack.json");
});
