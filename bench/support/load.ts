import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** The options of one run of the load generator, which always ends by itself. */
export const loadOrder = z.strictObject({
  url: z.url(),
  /**
   * Each connection uses them in turn, and each starts at another one. The response must contain
   * `expected`.
   */
  asks: z.array(z.strictObject({ token: z.string().optional(), expected: z.string() })).min(1),
  connections: z.int().positive(),
  seconds: z.number().positive(),
  /** Ends earlier once this many requests were sent. */
  requests: z.int().positive().optional(),
  requestsPerSecond: z.int().positive().optional(),
});
export type LoadOrder = z.infer<typeof loadOrder>;

export const loadResult = z.strictObject({
  seconds: z.number(),
  /** CPU time of the generator, in its own process. */
  cpuSeconds: z.number(),
  /** Responses by status; `none` if a request got none. */
  answers: z.record(z.string(), z.int()),
  /** Responses of status 200 without the expected text, so about somebody else. */
  wrong: z.int(),
  /** Time of the last response that was not 200, in Unix milliseconds. */
  lastFailureAt: z.number().nullable(),
  /** Time of the first response of status 200 after that. */
  firstSuccessAfterAt: z.number().nullable(),
});
export type LoadResult = z.infer<typeof loadResult>;

/** Each caller must be named in their response. */
export const asksOf = (bearers: readonly { token: string; email: string }[]): LoadOrder["asks"] =>
  bearers.map(({ token, email }) => ({ token, expected: JSON.stringify(email) }));

/** Runs autocannon in a separate process, so that its cost is not the bench's or a server's. */
export const load = async (order: LoadOrder): Promise<LoadResult> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "load.process.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  child.stdin.end(JSON.stringify(order));
  const output = await text(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`the load generator ended with ${code}`);
  return loadResult.parse(JSON.parse(output));
};

/**
 * @throws if a response was not 200, or was about somebody else, because then the measurement is
 * not the intended one
 */
export const requestsPerSecondOf = ({ answers, wrong, seconds }: LoadResult): number => {
  const { 200: good = 0, ...others } = answers;
  if (wrong > 0 || Object.keys(others).length > 0)
    throw new Error(`not every answer was right: ${JSON.stringify({ answers, wrong })}`);
  return good / seconds;
};
