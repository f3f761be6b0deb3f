import pg from "pg";

/**
 * One connection for this work. If the server dies meanwhile, the work fails: without a listener, a
 * lost connection would end the process.
 */
export const withDatabase = async <Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Creates the database if it does not exist. */
export const ensureDatabase = (serverUrl: string, name: string): Promise<void> =>
  withDatabase(serverUrl, async (client) => {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
