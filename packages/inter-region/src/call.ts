import { CogrionError } from "@cogrion/domain";
import type { ErrorCode } from "@cogrion/domain";
import { errorCodes } from "@cogrion/domain";
import { z } from "zod";

export type PrimaryOptions = {
  /** Origin of the primary's internal listener. */
  url: string;
  token: string;
  timeoutSeconds?: number;
};

const problem = z.object({
  code: z.string().refine((code): code is ErrorCode => code in errorCodes),
  detail: z.string(),
});

/**
 * One call to the primary. Connections are kept alive by the runtime's pool.
 * @throws CogrionError what the primary refused with; `dependency_unavailable` when it is away, slow, or answers nothing that is of the contract
 */
export const callPrimary = async (
  { url, token, timeoutSeconds = 5 }: PrimaryOptions,
  request: { method: "GET" | "PUT" | "POST"; path: string; query?: Record<string, string>; body?: unknown },
): Promise<unknown> => {
  const target = new URL(request.path, url);
  for (const [name, value] of Object.entries(request.query ?? {})) target.searchParams.set(name, value);
  let response: Response;
  let text: string;
  try {
    response = await fetch(target, {
      method: request.method,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    });
    text = await response.text();
  } catch (cause) {
    throw primaryUnavailable(cause);
  }
  if (response.status === 204) return undefined;
  const answer = jsonOf(text);
  if (response.status === 200) return answer;
  const refused = problem.safeParse(answer);
  // A refused token of ours is our own misconfiguration, and none of the caller's business; a refused identity is theirs.
  const isOursToMend = response.status === 401 && refused.data?.code !== "identity_mismatch";
  if (!refused.success || isOursToMend || response.status >= 500)
    throw primaryUnavailable(new Error(`the primary answered ${response.status}`));
  throw new CogrionError(refused.data.code, { detail: refused.data.detail });
};

export const primaryUnavailable = (cause: unknown): CogrionError =>
  new CogrionError("dependency_unavailable", {
    detail: "The primary region cannot be reached at the moment. Try again shortly.",
    retryAfterSeconds: 2,
    cause,
  });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
