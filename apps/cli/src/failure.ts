import { ApiError, ApiUnreachableError } from "@cogrion/contract";
import { nextStepOfProblem, nextStepWhereSilent, whatHappened } from "./client/next-steps.ts";
import { credentialOf, readApiEnvironment } from "./config.ts";
import { KeyFileError } from "./keys/key-files.ts";
import { ReaderLeftError } from "./reader.ts";
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
  leftovers: 8,
  interrupted: 130,
  readerLeft: 141,
} as const;

/** A person or their shell stopped the command. */
export class InterruptedError extends Error {
  /** Set if a signal stopped it. */
  readonly signalName: NodeJS.Signals | undefined;
  constructor(message: string, signalName?: NodeJS.Signals) {
    super(message);
    this.name = "InterruptedError";
    this.signalName = signalName;
  }
}

/** A person declined at a prompt. */
export class DeclinedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DeclinedError";
  }
}

/** The arguments, the environment or a file are invalid; found before anything was sent. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** Neither --api-url nor COGRION_API_URL is set. */
export class NoApiError extends UsageError {
  constructor() {
    super(
      "The address of the API is not set. Set --api-url or COGRION_API_URL to the origin of your region's API, such as https://cplane.sgp-1.cogrion.com.",
    );
    this.name = "NoApiError";
  }
}

/** Problems of the request's form, which the API finds before anything else. */
const malformed: readonly string[] = ["request_invalid", "cursor_invalid"];

const exitCodeOfProblem = ({ status, code }: ApiError["problem"]): number => {
  if (status === 401) return exitCodes.notSignedIn;
  return malformed.includes(code) ? exitCodes.usage : exitCodes.failed;
};

export const exitCodeOf = (error: unknown): number => {
  if (error instanceof NotSignedInError || error instanceof ServicePrincipalRefusedError) return exitCodes.notSignedIn;
  if (error instanceof ApiUnreachableError || error instanceof IssuerUnreachableError) return exitCodes.unreachable;
  if (error instanceof UsageError || error instanceof KeyFileError) return exitCodes.usage;
  if (error instanceof ApiError) return exitCodeOfProblem(error.problem);
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  if (error instanceof ReaderLeftError) return exitCodes.readerLeft;
  return exitCodes.failed;
};

/** For a person: what happened, what to do next, and the code to look up. */
export const explain = (error: unknown): string => {
  if (error instanceof ApiError) {
    const { code, request_id: requestId, errors } = error.problem;
    const credential = credentialOf(readApiEnvironment());
    const fields = (errors ?? []).map((each) => `  ${plain(each.pointer)}: ${plain(each.detail)}`);
    const next = plain(nextStepOfProblem(error, credential));
    return [
      plain(whatHappened(error.problem, credential)),
      ...fields,
      `Next: ${next}`,
      `(${code}, request ${plain(requestId)})`,
    ].join("\n");
  }
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ApiUnreachableError && error.silentUrl !== undefined)
    return `${error.message}\nNext: ${nextStepWhereSilent}`;
  // Node's fetch itself says "fetch failed"; the reason is in its cause.
  return error instanceof TypeError && error.cause instanceof Error
    ? `${error.message}: ${error.cause.message}`
    : error.message;
};
