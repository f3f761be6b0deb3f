import { ApiError, ApiUnreachableError } from "@cogrion/contract";

export type TroubleKind =
  /** Unavailable, or its response does not match the contract. */
  | "unreachable"
  /** The token file cannot be read, or contains no token. */
  | "token_missing"
  /** Revoked, or never a valid token. */
  | "token_refused"
  /** The token belongs to another workspace, or the workspace was deleted. */
  | "workspace_unknown"
  /** Not provisioned yet, or being deleted. */
  | "workspace_not_ready"
  /** A heartbeat of a BFF that is not registered at the control plane. */
  | "registration_unknown"
  | "rate_limited"
  | "refused";

/** Why a request to the control plane failed. */
export type Trouble = {
  kind: TroubleKind;
  /** Resolves without a person's action. */
  isPassing: boolean;
  /** For the person who runs the cluster: what happened and what to do next. */
  message: string;
  retryAfterSeconds?: number | undefined;
};

/** The workspace's token could not be read. */
export class TokenFileError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TokenFileError";
  }
}

export type Task = "pull" | "register" | "beat";

const lasting = (kind: TroubleKind, message: string): Trouble => ({ kind, isPassing: false, message });
const passing = (kind: TroubleKind, message: string, retryAfterSeconds?: number): Trouble => ({
  kind,
  isPassing: true,
  message,
  retryAfterSeconds,
});

export const troubleOf = (error: unknown, task: Task): Trouble => {
  if (error instanceof TokenFileError) return lasting("token_missing", error.message);
  if (error instanceof ApiError) return troubleOfProblem(error, task);
  if (error instanceof ApiUnreachableError) return passing("unreachable", error.message);
  return lasting("refused", error instanceof Error ? error.message : String(error));
};

const troubleOfProblem = ({ problem, retryAfterSeconds }: ApiError, task: Task): Trouble => {
  const { code, status, detail } = problem;
  if (status === 401)
    return lasting(
      "token_refused",
      `The control plane rejected the workspace's token: ${detail} Create a new token (cogrion workspace token mint) and write it to the token file, which is read again automatically.`,
    );
  if (code === "workspace_not_found")
    return lasting(
      "workspace_unknown",
      "The token belongs to another workspace, or the workspace was deleted. Check WORKSPACE_ID and the token file.",
    );
  if (code === "workspace_state_conflict")
    return passing(task === "beat" ? "registration_unknown" : "workspace_not_ready", detail);
  if (status === 429) return passing("rate_limited", detail, retryAfterSeconds);
  if (status >= 500) return passing("unreachable", detail, retryAfterSeconds);
  return lasting("refused", `${detail} (${code})`);
};

/** Nothing else that is asked with this token now can end better. */
export const endsRound = ({ kind }: Trouble): boolean =>
  kind === "token_missing" || kind === "token_refused" || kind === "workspace_unknown" || kind === "rate_limited";
