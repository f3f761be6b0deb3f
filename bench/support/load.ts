import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** What one run of the load generator is told; it always ends by itself. */
export const loadOrder = z.strictObject({
  url: z.url(),
  /** Each connection takes them in turn, and each begins at another one. `expected` has to be in the answer. */
  asks: z.array(z.strictObject({ token: z.string().optional(), expected: z.string() })).min(1),
  connections: z.int().positive(),
  seconds: z.number().positive(),
  /** Ends earlier once so many requests were sent. */
  requests: z.int().positive().optional(),
  requestsPerSecond: z.int().positive().optional(),
});
export type LoadOrder = z.infer<typeof loadOrder>;

export const loadResult = z.strictObject({
  seconds: z.number(),
  /** Of the generator itself, in its own process. */
  cpuSeconds: z.number(),
  /** Answers by status; `none` where a request got none. */
  answers: z.record(z.string(), z.int()),
  /** Answers of status 200 without what was expected: of somebody else. */
  wrong: z.int(),
  /** When the last answer came that was not 200, in Unix milliseconds. */
  lastFailureAt: z.number().nullable(),
  /** When the first answer of status 200 came after that. */
  firstSuccessAfterAt: z.number().nullable(),
});
export type LoadResult = z.infer<typeof loadResult>;

/** Anyone who asks has to be named in the answer. */
export const asksOf = (bearers: readonly { token: string; email: string }[]): LoadOrder["asks"] =>
  bearers.map(({ token, email }) => ({ token, expected: JSON.stringify(email) }));

/** Runs autocannon in a process of its own, so that what it costs is not the bench's or a server's. */
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

/** @throws where an answer was not 200, or was of somebody else: what is then measured is not what is meant to be. */
export const requestsPerSecondOf = ({ answers, wrong, seconds }: LoadResult): number => {
  const { 200: good = 0, ...others } = answers;
  if (wrong > 0 || Object.keys(others).length > 0)
    throw new Error(`not every answer was right: ${JSON.stringify({ answers, wrong })}`);
  return good / seconds;
};
