import type { Amount } from "@cogrion/local-stack";
import type { MainJobEvent } from "./progress.ts";

/**
 * How `up` reports what happens: to a person at a terminal, in lines, or in JSON lines for a
 * program.
 */
export type UpReporter = {
  /** What follows belongs together. */
  heading: (title: string) => void;
  fetching: (part: string, state: string, amount?: Amount) => void;
  fetched: (part: string, version: string) => void;
  starting: (part: string) => void;
  started: (part: string, port: number) => void;
  job: (event: MainJobEvent) => void;
  /** Nothing follows. */
  close: () => void;
};
