import { ApiError, ApiUnreachableError } from "@cogrion/contract";
import { nextStepOfProblem } from "./api/next-steps.ts";
import { KeyFileError } from "./keys/key-files.ts";
import { plain } from "./render/text.ts";
import { NotSignedInError } from "./sign-in/access-token.ts";
import { IssuerUnreachableError } from "./sign-in/authorization-server.ts";
import { ServicePrincipalRefusedError } from "./sign-in/client-credentials.ts";

/** Documented in docs/guides/cli.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  notSignedIn: 4,
  unreachable: 5,
  deleted: 6,
  broken: 7,
  interrupted: 130,
} as const;

/** A person or their shell stopped it. */
export class InterruptedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InterruptedError";
  }
}

/** What was asked for cannot be meant; found before anything was sent. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof NotSignedInError || error instanceof ServicePrincipalRefusedError) return exitCodes.notSignedIn;
  if (error instanceof ApiUnreachableError || error instanceof IssuerUnreachableError) return exitCodes.unreachable;
  if (error instanceof UsageError || error instanceof KeyFileError) return exitCodes.usage;
  if (error instanceof ApiError) return error.problem.status === 401 ? exitCodes.notSignedIn : exitCodes.failed;
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  return exitCodes.failed;
};

/** For a person: what happened, what to do next, and the code to look up. */
export const explain = (error: unknown): string => {
  if (error instanceof ApiError) {
    const { detail, code, request_id: requestId, errors } = error.problem;
    const fields = (errors ?? []).map((each) => `  ${plain(each.pointer)}: ${plain(each.detail)}`);
    const next = plain(nextStepOfProblem(error.problem, error.retryAfterSeconds));
    return [plain(detail), ...fields, `Next: ${next}`, `(${code}, request ${plain(requestId)})`].join("\n");
  }
  if (error instanceof Error) return error.message;
  return String(error);
};
