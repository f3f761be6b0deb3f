/** Keyset page: `after` is the last row's key of the page before. Rows come newest first unless said otherwise. */
export type Page<Row> = { rows: Row[]; next: string | undefined };
export type PageRequest = { limit: number; cursor: string | undefined };
