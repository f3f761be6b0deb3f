import type { Pool } from "@cogrion/postgres";

// A rejection writes an audit event, the use of a token is recorded, and request counters count;
// all of that is intended.
const tablesLeftOut = /^(audit_|rate_limit|region_migrations|primary_migrations)/;
const columnLeftOut = "last_used_at";

/**
 * A digest of each table's rows, so that any change by a rejected request is visible, wherever it
 * is.
 */
export const databaseStateOf = async (pool: Pool): Promise<Record<string, string>> => {
  const { rows: tables } = await pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const row = `(to_jsonb(each) - '${columnLeftOut}')::text`;
  const digests = tables
    .filter(({ name }) => !tablesLeftOut.test(name))
    .map(
      ({ name }) =>
        `select '${name}' as name, count(*) || ' rows, ' || coalesce(md5(string_agg(${row}, '|' order by ${row})), '') as digest from "${name}" each`,
    );
  const { rows } = await pool.query<{ name: string; digest: string }>(digests.join(" union all "));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
};
