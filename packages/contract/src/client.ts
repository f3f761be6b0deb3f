import type { z } from "zod";
import type { Route } from "./route.ts";
import type { Problem } from "./schemas/common.ts";
import { problem } from "./schemas/common.ts";

type InputOf<S> = S extends z.ZodType ? z.input<S> : undefined;
type SuccessOf<R extends Route> = R["responses"][keyof R["responses"]] extends infer Response
  ? Response extends { schema: infer S }
    ? S extends z.ZodType
      ? z.output<S>
      : never
    : undefined
  : never;

export type CallInput<R extends Route> = (R extends { params: infer P }
  ? { params: InputOf<P> }
  : { params?: undefined }) &
  (R extends { query: infer Q } ? { query?: InputOf<Q> } : { query?: undefined }) &
  (R extends { body: infer B } ? { body: InputOf<B> } : { body?: undefined }) & {
    headers?: Record<string, string>;
    signal?: AbortSignal;
  };

/** The API answered a problem. `message` is its detail. */
export class ApiError extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;
  constructor(body: Problem, retryAfterSeconds: number | undefined) {
    super(body.detail);
    this.name = "ApiError";
    this.problem = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The API could not be reached, or answered something that is not of the contract. */
export class ApiUnreachableError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ApiUnreachableError";
  }
}

export type ApiClient = {
  baseUrl: string;
  authorization(): Promise<string | undefined>;
  call<R extends Route>(route: R, input: CallInput<R>): Promise<SuccessOf<R>>;
};

export type ApiClientOptions = {
  baseUrl: string;
  /** The bearer token for each request; undefined for none. */
  token: () => Promise<string | undefined>;
  fetch?: typeof fetch;
  timeoutSeconds?: number;
};

/** Path parameters and query put in place, percent-encoded. */
export const urlOf = (
  baseUrl: string,
  path: string,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(filled, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
};

/** @throws ApiError, ApiUnreachableError */
export const createApiClient = (options: ApiClientOptions): ApiClient => {
  const send = options.fetch ?? fetch;
  const authorization = async (): Promise<string | undefined> => {
    const token = await options.token();
    return token === undefined ? undefined : `Bearer ${token}`;
  };
  return {
    baseUrl: options.baseUrl,
    authorization,
    async call(route, input) {
      const bearer = await authorization();
      const deadline = AbortSignal.timeout((options.timeoutSeconds ?? 30) * 1000);
      const url = urlOf(options.baseUrl, route.path, input.params, input.query);
      let response: Response;
      try {
        response = await send(url, {
          method: route.method,
          redirect: "error",
          signal: input.signal === undefined ? deadline : AbortSignal.any([input.signal, deadline]),
          headers: {
            accept: "application/json",
            ...(bearer === undefined ? {} : { authorization: bearer }),
            ...(input.body === undefined ? {} : { "content-type": "application/json" }),
            ...input.headers,
          },
          body: input.body === undefined ? null : JSON.stringify(input.body),
        });
      } catch (cause) {
        throw new ApiUnreachableError(`${options.baseUrl} cannot be reached; is the control plane running?`, { cause });
      }
      return readAnswer(route, response);
    },
  };
};

const readAnswer = async <R extends Route>(route: R, response: Response): Promise<SuccessOf<R>> => {
  const expected = route.responses[response.status];
  const body: unknown =
    response.status === 204 || response.status === 304 ? undefined : await response.json().catch(() => undefined);
  if (expected !== undefined) {
    if (expected.schema === undefined) return undefined as SuccessOf<R>;
    const parsed = expected.schema.safeParse(body);
    if (parsed.success) return parsed.data as SuccessOf<R>;
    throw new ApiUnreachableError(`${route.id} answered ${response.status} with a body that is not of the contract`, {
      cause: parsed.error,
    });
  }
  const parsed = problem.safeParse(body);
  if (!parsed.success)
    throw new ApiUnreachableError(`${route.id} answered ${response.status}, which is not of the contract`);
  const retryAfter = Number(response.headers.get("retry-after"));
  throw new ApiError(parsed.data, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined);
};
