import { expect, test } from "vitest";
import { accountIn } from "./workspace-reading.ts";

type Receipt = Parameters<typeof accountIn>[0];
const entries = (...owners: ("client" | "cogrion")[]) => owners.map((owner) => ({ owner })) as Receipt["deleted"];

test("a receipt says that the client's account was reached only where something was made there", () => {
  const receipt = { is_account_unreachable: false, deleted: entries("cogrion"), left: [] };
  expect(accountIn(receipt)).toContain("nothing was created there");
  expect(accountIn({ ...receipt, deleted: entries("cogrion", "client") })).toBe("reached");
  expect(accountIn({ ...receipt, left: entries("client"), is_account_unreachable: true })).toBe("could not be reached");
});
