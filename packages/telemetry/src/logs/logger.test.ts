import { expect, test } from "vitest";
import type { LogLevel } from "./logger.ts";
import { createLogger } from "./logger.ts";

const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"me"}').toString("base64url")}.c2lnbmF0dXJl`;
const ownSecret = 'inter-region "secret" of 40 characters ok';

const capture = (level: LogLevel = "info") => {
  const lines: string[] = [];
  const logger = createLogger({
    service: "control-plane",
    environment: "local",
    region: "sgp-1",
    level,
    secrets: [ownSecret, ""],
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, lines, records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
};

test("a line is JSON with time, level, service, environment, region and the bound ids", () => {
  const { logger, records } = capture();
  logger.child({ request_id: "r-1" }).info({ workspace_id: "w-acme" }, "step ended");
  expect(records()).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: "control-plane",
      environment: "local",
      region: "sgp-1",
      request_id: "r-1",
      workspace_id: "w-acme",
      message: "step ended",
    },
  ]);
});

const secret = "s3cr3t-value";
const nested = (depth: number): unknown => (depth === 0 ? { password: secret } : { inner: nested(depth - 1) });

test.each<[string, (logger: ReturnType<typeof capture>["logger"]) => void]>([
  ["headers", (l) => l.info({ headers: { authorization: `Bearer ${secret}`, cookie: `a=${secret}` } }, "x")],
  ["header arrays", (l) => l.info({ headers: { "set-cookie": [`a=${secret}`] } }, "x")],
  ["upper-case headers", (l) => l.info({ headers: { Authorization: secret, "X-Amz-Security-Token": secret } }, "x")],
  ["child bindings", (l) => l.child({ access_token: secret }).info("x")],
  ["token bodies", (l) => l.info({ body: { refresh_token: secret, id_token: secret, client_secret: secret } }, "x")],
  ["camel case keys", (l) => l.info({ accessToken: secret, clientSecret: secret, databaseUrl: secret }, "x")],
  ["depth within the limit", (l) => l.info({ nested: nested(5) }, "x")],
  ["depth beyond the limit", (l) => l.info({ nested: nested(50) }, "x")],
  ["fields of an error", (l) => l.error({ err: Object.assign(new Error("x"), { config: { password: secret } }) }, "x")],
  [
    "causes of an error",
    (l) => l.error({ err: new Error("x", { cause: Object.assign(new Error("y"), { token: secret }) }) }, "x"),
  ],
  ["a bare error", (l) => l.error(Object.assign(new Error("x"), { authorization: secret }))],
  ["objects that make their own JSON", (l) => l.info({ value: { toJSON: () => ({ api_key: secret }) } }, "x")],
])("a secret under its name is not written: %s", (_, write) => {
  const { logger, lines } = capture();
  write(logger);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(secret);
  expect(() => JSON.parse(lines[0] ?? "")).not.toThrow();
});

const pem = `-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nabc+/def==\n-----END PRIVATE KEY-----`;

test.each([
  ["a JWT in a message", `refused ${jwt} at last`, jwt],
  ["a bearer value", 'sent "Authorization: Bearer abc.def-123"', "abc.def-123"],
  ["basic credentials", "Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
  ["a password in a URL", "cannot reach postgres://cogrion:hunter22@db/cogrion", "hunter22"],
  ["a token in a query", "GET /cb?code=abcdef123&state=1", "abcdef123"],
  ["an AWS key id", "InvalidClientTokenId: AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  ["a private key", pem, "MIGHAgEAMBMGByqGSM49"],
  ["a secret of our own", `peer said ${ownSecret}!`, "of 40 characters"],
])("a secret in free text is not written: %s", (_, text, mustBeAbsent) => {
  for (const write of [
    (l: ReturnType<typeof capture>["logger"]) => l.info(text),
    (l: ReturnType<typeof capture>["logger"]) => l.info({ note: text, list: [text] }, "x"),
    (l: ReturnType<typeof capture>["logger"]) => l.error(new Error(text, { cause: new Error(text) })),
  ]) {
    const { logger, lines } = capture();
    write(logger);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(mustBeAbsent);
    expect(() => JSON.parse(lines[0] ?? "")).not.toThrow();
  }
});

test("ordinary facts are written as they are", () => {
  const { logger, records } = capture();
  const facts = { token_id: "t1", step: "write_tenant", url: "https://cplane.sgp-1.cogrion.com/api/me?limit=5", n: 3 };
  logger.info(facts, "the token was refused: expired");
  expect(records()[0]).toMatchObject({ ...facts, message: "the token was refused: expired" });
});

test("an error keeps its type, message and stack", () => {
  const { logger, records } = capture();
  logger.error({ err: new TypeError("no such zone") }, "failed");
  expect(records()[0]).toMatchObject({
    message: "failed",
    err: { type: "TypeError", message: "no such zone", stack: expect.stringContaining("logger.test.ts") },
  });
});
