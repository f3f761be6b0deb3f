import DataLoader from "dataloader";
import type { Ask, Statement } from "./statement.ts";

/** Returns the rows for one set of values. */
export type AskOne<Row> = (...values: string[]) => Promise<Row[]>;

type Positioned = { position: string };

const maxBatchSize = 100;

/**
 * The statement takes an array for each value. Each result row has the `position` of its values,
 * from 1 (`unnest … with ordinality`).
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
 * Sends the lookups of all requests in one turn of the event loop as one statement. Nothing is
 * cached: each result is read after its request arrived, and is returned to that request alone.
 */
export const batched = <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> => {
  const loader = new DataLoader<string[], Row[]>((questions) => askAll(ask, statement, questions), {
    cache: false,
    maxBatchSize,
    batchScheduleFn: setImmediate,
  });
  return (...values) => loader.load(values);
};

/** Sends each lookup separately, because a transaction must see its own writes. */
export const single =
  <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> =>
  async (...values) =>
    (await askAll<Row>(ask, statement, [values]))[0] ?? [];
