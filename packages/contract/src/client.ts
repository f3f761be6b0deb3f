import type { z } from "zod";
import type { Route } from "./route.ts";
import type { Problem } from "./schemas/common.ts";
import { problem } from "./schemas/common.ts";

type InputOf<S> = S extends z.ZodType ? z.input<S> : undefined;
/** The body of a successful response. */
export type SuccessOf<R extends Route> = R["responses"][keyof R["responses"]] extends infer Response
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

/** One of the route's documented successes, with its headers (`etag`, `location`). */
export type Exchange<R extends Route> = { status: number; headers: Headers; body: SuccessOf<R> };

/** The API returned a problem. `message` is its detail. */
export class ApiError extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;
  /** The path parameters of the call, which identify its resource. */
  readonly params: Readonly<Record<string, unknown>>;
  constructor(body: Problem, retryAfterSeconds: number | undefined, params: Readonly<Record<string, unknown>> = {}) {
    super(body.detail);
    this.name = "ApiError";
    this.problem = body;
    this.retryAfterSeconds = retryAfterSeconds;
    this.params = params;
  }
}

/** The API could not be reached, or its response does not match the contract. */
export class ApiUnreachableError extends Error {
  /** The URL that did not respond; undefined if something responded. */
  readonly silentUrl: string | undefined;
  constructor(message: string, { silentUrl, cause }: { silentUrl?: string; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = "ApiUnreachableError";
    this.silentUrl = silentUrl;
  }
}

/**
 * Each method throws ApiError if the API returns a problem, ApiUnreachableError if it is
 * unavailable, and the signal's reason if the caller aborted.
 */
export type ApiClient = {
  baseUrl: string;
  /** Returns the body of the response. */
  call<R extends Route>(route: R, input: CallInput<R>): Promise<SuccessOf<R>>;
  /** Returns the whole response, with its headers. */
  exchange<R extends Route>(route: R, input: CallInput<R>): Promise<Exchange<R>>;
  /** Opens the stream of events, without a deadline. */
  stream<R extends Route>(route: R, input: CallInput<R>): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /**
   * Streams the file, without a deadline. Reading it fails if the server ends the connection early.
   */
  download<R extends Route>(route: R, input: CallInput<R>): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
};

export type ApiClientOptions = {
  baseUrl: string;
  /** The bearer token for each request; undefined for none. */
  token: () => Promise<string | undefined>;
  fetch?: typeof fetch;
  timeoutSeconds?: number;
};

/** The URL with its path parameters and query filled in, percent-encoded. */
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

export const createApiClient = (options: ApiClientOptions): ApiClient => {
  const { baseUrl, timeoutSeconds = 30 } = options;
  const doFetch = options.fetch ?? fetch;

  const send = async <R extends Route>(
    route: R,
    input: CallInput<R>,
    { accept, signal }: { accept: string; signal: AbortSignal | undefined },
  ): Promise<Response> => {
    const token = await options.token();
    try {
      return await doFetch(urlOf(baseUrl, route.path, input.params, input.query), {
        method: route.method,
        redirect: "error",
        signal: signal ?? null,
        headers: {
          accept,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(input.body === undefined ? {} : { "content-type": "application/json" }),
          ...input.headers,
        },
        body: input.body === undefined ? null : JSON.stringify(input.body),
      });
    } catch (cause) {
      input.signal?.throwIfAborted();
      throw new ApiUnreachableError(`${baseUrl} cannot be reached.`, { silentUrl: baseUrl, cause });
    }
  };

  const exchange: ApiClient["exchange"] = async (route, input) => {
    const deadline = AbortSignal.timeout(timeoutSeconds * 1000);
    const signal = input.signal === undefined ? deadline : AbortSignal.any([input.signal, deadline]);
    const response = await send(route, input, { accept: "application/json", signal });
    const body = await readSuccess(route, response, input.params);
    return { status: response.status, headers: response.headers, body };
  };

  const open = async <R extends Route>(route: R, input: CallInput<R>, mediaTypes: readonly string[]) => {
    const response = await send(route, input, { accept: mediaTypes.join(", "), signal: input.signal });
    const mediaType = response.headers.get("content-type")?.split(";", 1)[0] ?? "";
    if (response.ok && mediaTypes.includes(mediaType) && response.body !== null) return response.body;
    throw await refusalOf(route, response, input.params);
  };

  return {
    baseUrl,
    exchange,
    call: async (route, input) => (await exchange(route, input)).body,
    stream: (route, input) => open(route, input, ["text/event-stream"]),
    download: (route, input) =>
      open(
        route,
        input,
        Object.values(route.responses).flatMap(({ downloads = {} }) =>
          Object.values(downloads).map(({ mediaType }) => mediaType),
        ),
      ),
  };
};

type Params = Readonly<Record<string, unknown>> | undefined;

const readSuccess = async <R extends Route>(route: R, response: Response, params: Params): Promise<SuccessOf<R>> => {
  const expected = route.responses[response.status];
  if (expected === undefined) throw await refusalOf(route, response, params);
  if (expected.schema === undefined) {
    await response.body?.cancel();
    return undefined as SuccessOf<R>;
  }
  const parsed = expected.schema.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data as SuccessOf<R>;
  throw new ApiUnreachableError(
    `${route.id} returned ${response.status} with a body that does not match the contract`,
    {
      cause: parsed.error,
    },
  );
};

const refusalOf = async (route: Route, response: Response, params: Params): Promise<ApiError | ApiUnreachableError> => {
  const parsed = problem.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success)
    return new ApiUnreachableError(`${route.id} returned ${response.status}, which does not match the contract`);
  const retryAfter = Number(response.headers.get("retry-after"));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined;
  return new ApiError(parsed.data, retryAfterSeconds, params);
};
