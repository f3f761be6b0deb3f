import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { createSameWork, readSettings } from "./same-work.ts";
import type { Claims } from "./same-work.ts";

/** Express with Auth0's middleware, as its documentation sets it up. */
const { port, databaseUrl, issuer, audience } = readSettings();
const me = createSameWork(databaseUrl);

const app = express();
app.use(auth({ issuerBaseURL: issuer, audience, tokenSigningAlg: "RS256" }));
// Express 5 hears of what an async handler throws.
// oxlint-disable-next-line oxc/no-async-endpoint-handlers
app.get("/api/me", async (request, response) => {
  const found = await me(request.auth?.payload as unknown as Claims);
  if (found === undefined) response.sendStatus(401);
  else response.json(found);
});
app.listen(port, "127.0.0.1");
