import { ApiError } from "@cogrion/contract";
import type { Problem } from "@cogrion/contract";
import type { ErrorCode } from "@cogrion/domain";
import { errorCodes } from "@cogrion/domain";
import { afterEach, expect, test, vi } from "vitest";
import { exitCodeOf, explain, InterruptedError, UsageError } from "./failure.ts";

afterEach(() => vi.unstubAllEnvs());

const problem = (code: Problem["code"], detail: string, meta?: Problem["meta"]): Problem => ({
  type: `https://docs.cogrion.com/errors#${code}`,
  title: code,
  status: 409,
  detail,
  code,
  request_id: "req-1",
  ...(meta === undefined ? {} : { meta }),
});

test("the next step names what the call was about, and leaves what it does not know to be filled in", () => {
  const conflict = problem("workspace_state_conflict", 'A workspace that is "active" does not take "retry".');
  expect(explain(new ApiError(conflict, undefined, { workspace_id: "w-acme" }))).toBe(
    'A workspace that is "active" does not take "retry".\nNext: Check its state: cogrion workspace get w-acme\n(workspace_state_conflict, request req-1)',
  );
  const lastOwner = problem("last_owner", "They are the account's last owner.");
  expect(explain(new ApiError(lastOwner, undefined, { account_id: "a-1" }))).toContain("set-roles a-1 <member> owner");
  expect(explain(new ApiError(problem("rate_limited", "Too many."), 3))).toContain("Next: Try again in 3 s.");
});

test("a rejected token's message depends on its source", () => {
  const refused = problem("token_invalid", "The token was refused: its issuer does not have the signing key.", {
    reason: "key",
  });
  vi.stubEnv("COGRION_TOKEN", "");
  expect(explain(new ApiError(refused, undefined))).toContain("Your session was issued before");
  vi.stubEnv("COGRION_TOKEN", "a token");
  const withToken = explain(new ApiError(refused, undefined));
  expect(withToken).toContain("its issuer does not have the signing key");
  expect(withToken).toContain("COGRION_TOKEN");
});

test.each([
  ["request_invalid", 2],
  ["cursor_invalid", 2],
  ["token_invalid", 4],
  ["workspace_not_found", 1],
  ["last_owner", 1],
] satisfies [ErrorCode, number][])("the exit code of the API's %s is %i", (code, exitCode) => {
  const { status } = errorCodes[code];
  expect(exitCodeOf(new ApiError({ ...problem(code, "It is so."), status }, undefined))).toBe(exitCode);
});

test("the exit code distinguishes an invalid request from an interruption and from everything else", () => {
  expect([new UsageError(""), new InterruptedError(""), new Error("")].map(exitCodeOf)).toEqual([2, 130, 1]);
});
