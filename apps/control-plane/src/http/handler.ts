import type { Route, RouteResponse, routes } from "@cogrion/contract";
import type { WorkspaceEvent } from "@cogrion/domain";
import type { RequestOrigin } from "@cogrion/domain";
import type { Answer } from "@cogrion/services/idempotency/run";
import type { BffCaller, Caller } from "@cogrion/services/access/caller";
import type { z } from "zod";

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type CallerOf<R extends Route> = {
  principal: Caller;
  workspace: BffCaller;
  none: RequestOrigin;
}[R["security"]];

/** A request that fits its route's schemas, from a caller who is known. */
export type RequestOf<R extends Route> = {
  params: R extends { params: infer S } ? Parsed<S> : undefined;
  query: R extends { query: infer S } ? Parsed<S> : undefined;
  headers: R extends { headers: infer S } ? Parsed<S> : undefined;
  body: R extends { body: infer S } ? Parsed<S> : undefined;
  caller: CallerOf<R>;
};

type HeadersOf<A> = A extends { headers: infer H }
  ? { headers: { [Name in keyof H]: string } }
  : { headers?: undefined };
type BodyOf<A> = A extends { schema: infer S extends z.ZodType } ? { body: z.output<S> } : { body?: undefined };
type StreamOf<A> = A extends { eventStream: string } ? { stream: OpenEventStream } : never;

type DownloadOf<A> = A extends { downloads: object } ? { download: Download } : never;

type AnswerTo<Responses extends Record<number, RouteResponse>> = {
  [Status in keyof Responses & number]:
    | ({ status: Status } & HeadersOf<Responses[Status]> & BodyOf<Responses[Status]>)
    | StreamOf<Responses[Status]>
    | DownloadOf<Responses[Status]>;
}[keyof Responses & number];

/** What follows the given event, until the signal aborts. Rejects before the first event where the caller may not see it. */
export type OpenEventStream = (signal: AbortSignal) => Promise<AsyncGenerator<WorkspaceEvent[], void>>;

/** A file that is made while it is sent: `text` is asked for the next part when the client has taken the one before. */
export type Download = { mediaType: string; fileName: string; text: AsyncGenerator<string, void> };

/** One of the route's documented successes; for an idempotent route also the kept answer of the first request. */
export type AnswerOf<R extends Route> = AnswerTo<R["responses"]> | (R extends { isIdempotent: true } ? Answer : never);

/** Errors are thrown, as CogrionError. `acceptsEventStream` tells what the request prefers, where the route has both. */
export type Handler<R extends Route> = (
  request: RequestOf<R>,
  preference: { acceptsEventStream: boolean },
) => Promise<AnswerOf<R>>;

/** A handler for each route of the contract: one that is missing is a type error. */
export type Handlers = { [Name in keyof typeof routes]: Handler<(typeof routes)[Name]> };
