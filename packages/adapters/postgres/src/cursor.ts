import { CogrionError } from "@cogrion/domain";
import { z } from "zod";

/** The end of a page: the values of its last row in the list's order columns. */
export type CursorSchema<Key> = z.ZodType<Key>;

export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString("base64url");

/**
 * The schema matches this list's key only, so another list's cursor is rejected. @throws
 * CogrionError `cursor_invalid`
 */
export const decodeCursor = <Key>(cursor: string | undefined, schema: CursorSchema<Key>): Key | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw new CogrionError("cursor_invalid", {
      detail:
        "Send the `next_cursor` of the previous page unchanged and with the same query, or leave it out to start again.",
      cause,
    });
  }
};

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** The key of lists that are ordered by created_at desc, id desc. */
export const newestFirstCursor = (isId: (text: string) => boolean) =>
  z
    .tuple([z.int().min(0).max(8.64e15), z.string().refine(isId)])
    .transform(([createdAt, id]) => ({ createdAt: new Date(createdAt), id }));

export const newestFirstKeyOf = (row: { createdAt: Date; id: string }) => [row.createdAt.getTime(), row.id] as const;

/** Removes the extra row that was read to find out whether there is a next page. */
export const pageOf = <Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { rows: Row[]; next: string | undefined } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : undefined };
};
