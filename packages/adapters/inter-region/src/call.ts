import type { Route } from "@cogrion/contract";
import type { CallInput, SuccessOf } from "@cogrion/contract/client";
import { urlOf } from "@cogrion/contract/client";
import type { ErrorCode } from "@cogrion/domain";
import { CogrionError, errorCodes } from "@cogrion/domain";
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

/**
 * One call to the primary.
 * @throws CogrionError the primary's own problem; `dependency_unavailable` if it is unavailable,
 * slow, or its response does not match the contract
 */
export type CallPrimary = <R extends Route>(route: R, input: CallInput<R>) => Promise<SuccessOf<R>>;

const maxConnections = 256;
/**
 * Below the 60 s after which AWS load balancers close an idle connection, so that no request uses a
 * connection that is being closed.
 */
const keepAliveMilliseconds = 30_000;
const maxResponseBytes = 64 * 1024;

/**
 * Keeps connections open, because over a distance opening one costs as much as a request. Redirects
 * are not followed.
 */
export const createCallPrimary = ({ url, token, timeoutSeconds = 5 }: PrimaryOptions): CallPrimary => {
  const pool = new Pool(url, {
    connections: maxConnections,
    keepAliveTimeout: keepAliveMilliseconds,
    keepAliveMaxTimeout: keepAliveMilliseconds,
    maxResponseSize: maxResponseBytes,
  });
  const authorization = `Bearer ${token}`;

  const exchange = async <R extends Route>(route: R, { params, query, body }: CallInput<R>): Promise<Response> => {
    const { pathname, search } = new URL(urlOf(url, route.path, params, query));
    const deadline = new AbortController();
    // Aborts only after reading what has arrived: a process that was busy itself must not blame the
    // primary.
    const timer = setTimeout(() => setImmediate(() => deadline.abort()), timeoutSeconds * 1000);
    try {
      const response = await pool.request({
        method: route.method,
        path: pathname + search,
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

  return async (route, input) => bodyOf(route, await exchange(route, input));
};

type Response = { status: number; text: string };

const bodyOf = <R extends Route>(route: R, { status, text }: Response): SuccessOf<R> => {
  const expected = route.responses[status];
  if (expected === undefined) throw refusalOf(status, jsonOf(text));
  if (expected.schema === undefined) return undefined as SuccessOf<R>;
  const parsed = expected.schema.safeParse(jsonOf(text));
  if (!parsed.success) throw primaryUnavailable(parsed.error);
  return parsed.data as SuccessOf<R>;
};

const refusalOf = (status: number, body: unknown): CogrionError => {
  const refused = problem.safeParse(body);
  // A rejected inter-region token is our own misconfiguration, not the caller's fault; a rejected
  // identity is theirs.
  const isOurFault =
    refused.data?.code === "region_forbidden" || (status === 401 && refused.data?.code !== "identity_mismatch");
  if (!refused.success || isOurFault || status >= 500)
    return primaryUnavailable(new Error(`the primary returned ${status}`));
  return new CogrionError(refused.data.code, { detail: refused.data.detail });
};

export const primaryUnavailable = (cause: unknown): CogrionError =>
  new CogrionError("dependency_unavailable", {
    detail: "The primary region is unavailable. Retry shortly.",
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
