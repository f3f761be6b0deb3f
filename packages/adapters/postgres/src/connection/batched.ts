import DataLoader from "dataloader";
import type { Ask, Statement } from "./statement.ts";

/** Returns the rows of one question. */
export type AskOne<Row> = (...values: string[]) => Promise<Row[]>;

type Positioned = { position: string };

const maxBatchSize = 100;

/**
 * The statement takes an array for each value. Each row names its question by `position`, from 1
 * (`unnest … with ordinality`).
 */
const askAll = async <Row extends Positioned>(
  ask: Ask,
  statement: Statement,
  questions: readonly string[][],
): Promise<Row[][]> => {
  const columns = (questions[0] ?? []).map((_, column) => questions.map((values) => values[column]));
  const answers = questions.map((): Row[] => []);
  for (const row of await ask<Row>(statement, columns)) answers[Number(row.position) - 1]?.push(row);
  return answers;
};

/**
 * Sends the questions of all requests that arrive in one turn of the event loop in one statement.
 * Nothing is cached: each result is read after its request arrived, and is returned to that request
 * alone.
 */
export const batched = <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> => {
  const loader = new DataLoader<string[], Row[]>((questions) => askAll(ask, statement, questions), {
    cache: false,
    maxBatchSize,
    batchScheduleFn: setImmediate,
  });
  return (...values) => loader.load(values);
};

/** Sends each question by itself: a transaction sees its own writes. */
export const single =
  <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> =>
  async (...values) =>
    (await askAll<Row>(ask, statement, [values]))[0] ?? [];
