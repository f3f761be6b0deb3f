import type { Route, RouteResponse, RouteTable } from "@cogrion/contract";
import type { WorkspaceEvent } from "@cogrion/domain";
import type { RequestOrigin } from "@cogrion/domain";
import type { Answer } from "@cogrion/services/idempotency/run";
import type { BffCaller, Caller, RegionCaller } from "@cogrion/services/access/caller";
import type { z } from "zod";

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type CallerOf<R extends Route> = {
  principal: Caller;
  workspace: BffCaller;
  none: RequestOrigin;
  region: RegionCaller;
}[R["security"]];

/** A request that matches its route's schemas, from an authenticated caller. */
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

/**
 * Streams the events until the signal aborts. Rejects before the first event if the caller may not
 * see them.
 */
export type OpenEventStream = (signal: AbortSignal) => Promise<AsyncGenerator<WorkspaceEvent[], void>>;

/**
 * A file generated while it is sent: the next part of `text` is requested when the client has
 * received the last one.
 */
export type Download = { mediaType: string; fileName: string; text: AsyncGenerator<string, void> };

/**
 * One of the route's documented successes; for an idempotent route also the stored response of the
 * first request.
 */
export type AnswerOf<R extends Route> = AnswerTo<R["responses"]> | (R extends { isIdempotent: true } ? Answer : never);

/**
 * Throws CogrionError. `acceptsEventStream` says what the request prefers, if the route has both.
 */
export type Handler<R extends Route> = (
  request: RequestOf<R>,
  preference: { acceptsEventStream: boolean },
) => Promise<AnswerOf<R>>;

/** A handler for each route of a table: a missing one is a type error. */
export type HandlersOf<Table extends RouteTable> = { [Name in keyof Table]: Handler<Table[Name]> };
