import { createServer } from "node:http";
import pg from "pg";
import { Pool } from "undici";

/**
 * The hops of a request in a second region without any work: no token, no schema, no log. `primary`
 * runs one statement in its database, `second` calls the primary.
 */
const [role, port, target] = process.argv.slice(2);
if (port === undefined || target === undefined) throw new Error("role, port and target, in this order");

const askDatabase = (): (() => Promise<string>) => {
  const pool = new pg.Pool({ connectionString: target });
  const statement = {
    name: "principal",
    text: "select uid, email, kind, external_id, system_roles from principals where email = any($1::text[])",
    values: [["person-0@example.com"]],
  };
  return async () => JSON.stringify((await pool.query(statement)).rows[0]);
};

const askPrimary = (): (() => Promise<string>) => {
  const pool = new Pool(target);
  return async () => JSON.stringify(await (await pool.request({ method: "GET", path: "/ask" })).body.json());
};

const ask = role === "primary" ? askDatabase() : askPrimary();
createServer((request, response) => {
  if (request.url !== "/ask") response.end();
  else
    ask().then(
      (text) => response.end(text),
      () => response.destroy(),
    );
}).listen(Number(port), "127.0.0.1");
