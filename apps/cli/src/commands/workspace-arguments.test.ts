import { expect, test } from "vitest";
import { parseAwsAccountId, parseAwsRegion, parseRoleName, parseSlug } from "./workspace-arguments.ts";

test("what the contract accepts is accepted, and what it rejects is explained in a person's words", () => {
  expect(parseSlug("acme")).toBe("acme");
  expect(parseAwsAccountId("222222222222")).toBe("222222222222");
  expect(parseRoleName("CogrionProvisioning")).toBe("CogrionProvisioning");
  expect(parseAwsRegion("ap-southeast-1")).toBe("ap-southeast-1");
  expect(() => parseAwsAccountId("2222-2222-2222")).toThrow("12 digits");
  expect(() => parseRoleName("arn:aws:iam::222222222222:role/x")).toThrow("not the ARN");
  expect(() => parseAwsRegion("Singapore")).toThrow("ap-southeast-1");
  for (const wrong of ["a", "-acme", "Acme", "w-", "w--x"]) expect(() => parseSlug(wrong)).toThrow("2 to 32");
});

test("a slug with the id's w- is rejected, and the error says what to pass", () => {
  expect(() => parseSlug("w-acme")).toThrow("--slug acme creates w-acme");
});
