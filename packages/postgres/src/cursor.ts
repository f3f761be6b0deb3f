import { CogrionError } from "@cogrion/domain";
import { z } from "zod";

/** The key of a page's last row, under the order created_at desc, id desc. */
export type CursorKey = { createdAt: Date; id: string };

const cursorSchema = z.tuple([z.int().min(0).max(8.64e15), z.string()]);

export const encodeCursor = (key: CursorKey): string =>
  Buffer.from(JSON.stringify([key.createdAt.getTime(), key.id])).toString("base64url");

/** `isId` tells whether the key can be one of the list that is asked for. @throws CogrionError `cursor_invalid` */
export const decodeCursor = (cursor: string | undefined, isId: (text: string) => boolean): CursorKey | undefined => {
  if (cursor === undefined) return undefined;
  try {
    const [createdAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (!isId(id)) throw new TypeError("the cursor belongs to another list");
    return { createdAt: new Date(createdAt), id };
  } catch (cause) {
    throw new CogrionError("cursor_invalid", {
      detail: "Send the `next_cursor` of the page before as it is, or leave it out to begin anew.",
      cause,
    });
  }
};

/** Cuts the one row too many that was asked for to learn whether there is a next page. */
export const pageOf = <Row extends CursorKey>(rows: Row[], limit: number): { rows: Row[]; next: string | undefined } => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? encodeCursor(last) : undefined };
};
