import DataLoader from "dataloader";
import type { Ask, Statement } from "./statement.ts";

/** What one question gets: the rows of its own position. */
export type AskOne<Row> = (...values: string[]) => Promise<Row[]>;

type Positioned = { position: string };

const maxTogether = 100;

/** The statement takes an array for each value, and says by `position`, from 1, whose each row is (`unnest … with ordinality`). */
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
 * The questions of requests whose heads arrive in one turn of the event loop go to the database in one statement. Nothing is kept: each answer is read after
 * its request came, and goes to that request alone.
 */
export const askTogether = <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> => {
  const loader = new DataLoader<string[], Row[]>((questions) => askAll(ask, statement, questions), {
    cache: false,
    maxBatchSize: maxTogether,
    batchScheduleFn: setImmediate,
  });
  return (...values) => loader.load(values);
};

/** Within a transaction, which sees what it has written itself. */
export const askAlone =
  <Row extends Positioned>(ask: Ask, statement: Statement): AskOne<Row> =>
  async (...values) =>
    (await askAll<Row>(ask, statement, [values]))[0] ?? [];
