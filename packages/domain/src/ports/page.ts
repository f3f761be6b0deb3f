/**
 * Keyset page: `after` is the key of the previous page's last row. Rows come newest first unless
 * stated otherwise.
 */
export type Page<Row> = { rows: Row[]; next: string | undefined };
export type PageRequest = { limit: number; cursor: string | undefined };
