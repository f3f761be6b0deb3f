import { CogrionError } from "@cogrion/domain";
import type { ErrorCode } from "@cogrion/domain";
import { errorCodes } from "@cogrion/domain";
import { Pool } from "undici";
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

export type PrimaryRequest = {
  method: "GET" | "PUT" | "POST";
  path: string;
  query?: Record<string, string>;
  body?: unknown;
};

/**
 * One call to the primary.
 * @throws CogrionError what the primary refused with; `dependency_unavailable` when it is away, slow, or answers nothing that is of the contract
 */
export type CallPrimary = (request: PrimaryRequest) => Promise<unknown>;

const maxConnections = 256;
/** Below the 60 s after which AWS's load balancers close a connection on which nothing is asked: a request must not meet one that is just being closed. */
const keepAliveMilliseconds = 30_000;
const maxAnswerBytes = 64 * 1024;

/** A distance away, opening a connection costs as much as a question: those that are open are used again. Redirects are not followed. */
export const createCallPrimary = ({ url, token, timeoutSeconds = 5 }: PrimaryOptions): CallPrimary => {
  const pool = new Pool(url, {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMilliseconds,
    keepAliveMaxTimeout: keepAliveMilliseconds,
    maxResponseSize: maxAnswerBytes,
  });
  const authorization = `Bearer ${token}`;

  const exchange = async ({ method, path, query, body }: PrimaryRequest): Promise<{ status: number; text: string }> => {
    const deadline = new AbortController();
    // After a look at what has arrived: a process that was busy for so long must not take that for the primary's silence.
    const timer = setTimeout(() => setImmediate(() => deadline.abort()), timeoutSeconds * 1000);
    try {
      const response = await pool.request({
        method,
        path: query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`,
        headers: body === undefined ? { authorization } : { authorization, "content-type": "application/json" },
        body: body === undefined ? null : JSON.stringify(body),
        signal: deadline.signal,
      });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (cause) {
      throw primaryUnavailable(cause);
    } finally {
      clearTimeout(timer);
    }
  };

  return async (request) => answerOf(await exchange(request));
};

const answerOf = ({ status, text }: { status: number; text: string }): unknown => {
  if (status === 204) return undefined;
  const answer = jsonOf(text);
  if (status === 200) return answer;
  const refused = problem.safeParse(answer);
  // A refused token of ours is our own misconfiguration, and none of the caller's business; a refused identity is theirs.
  const isOursToMend = status === 401 && refused.data?.code !== "identity_mismatch";
  if (!refused.success || isOursToMend || status >= 500)
    throw primaryUnavailable(new Error(`the primary answered ${status}`));
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
