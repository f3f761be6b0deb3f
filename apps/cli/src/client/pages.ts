import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { tableOf } from "../render/text.ts";

export type PageOptions = { limit: number; cursor?: string };

const parseLimit = (text: string): number => {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw new InvalidArgumentError("Give a whole number from 1 to 100.");
};

export const withPageOptions = (command: Command): Command =>
  command
    .option("--limit <number>", "rows per page, at most 100", parseLimit, 20)
    .option("--cursor <cursor>", "cursor of the next page, printed by the previous page");

export type PagePrinting<T> = {
  json: boolean | undefined;
  head: readonly string[];
  row: (item: T) => string[];
  /** Printed if there are no rows: what to do next. */
  empty: string;
};

export const printPage = <T>(
  page: { items: T[]; next_cursor: string | null },
  { json, head, row, empty }: PagePrinting<T>,
): void => {
  if (json === true) {
    console.log(JSON.stringify(page));
    return;
  }
  console.log(page.items.length === 0 ? empty : tableOf(head, page.items.map(row)));
  if (page.next_cursor !== null) console.log(`\nMore rows follow: --cursor ${page.next_cursor}`);
};
