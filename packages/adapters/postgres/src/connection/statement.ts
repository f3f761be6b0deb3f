import type { Kysely } from "kysely";
import { CompiledQuery } from "kysely";
import type { Database } from "../schema.ts";
import type { Pool } from "./pool.ts";

/**
 * A statement that every request runs: its text is built once, and each connection prepares it once
 * under its name.
 */
export type Statement = { name: string; text: string };

export type Ask = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

export const askPool = (pool: Pool): Ask => {
  return async <Row extends object>({ name, text }: Statement, values: unknown[]) =>
    (await pool.query<Row>({ name, text, values })).rows;
};

/** Within a transaction, on the transaction's own connection. */
export const askTransaction = (tx: Kysely<Database>): Ask => {
  return async <Row extends object>({ text }: Statement, values: unknown[]) =>
    (await tx.executeQuery<Row>(CompiledQuery.raw(text, values))).rows;
};
