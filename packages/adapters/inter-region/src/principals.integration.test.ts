import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { internalRoutes } from "@cogrion/contract/internal";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PrincipalLookupOutcome } from "./principals.ts";
import { createRemotePrincipals } from "./principals.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const identity = {
  uid: "01890a5d-ac96-774b-bcce-b302099a8057",
  externalId: "subject-of-ada",
  kind: "user",
  systemRoles: [],
};
const claim = {
  email: "ada@example.com",
  issuer: "http://localhost:8080/realms/frankfurt-1",
  subject: "subject-of-ada",
};

const json =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
/** One identity for one address; for several addresses, the identities of all of them. */
const found: Answer = (request, response) => {
  if (request?.method !== "POST" || request.url !== internalRoutes.lookUpPrincipals.path)
    return json(200, identity)(request, response);
  const chunks: Buffer[] = [];
  request
    .on("data", (chunk: Buffer) => chunks.push(chunk))
    .once("end", () => {
      const { emails } = internalRoutes.lookUpPrincipals.body.parse(JSON.parse(Buffer.concat(chunks).toString()));
      json(200, { principals: emails.map((email) => ({ ...identity, email })) })(request, response);
    });
};
const problem = (status: number, code: string) => json(status, { code, detail: "as it is" });
const hangUp: Answer = (request) => void request.socket.destroy();
const never: Answer = () => undefined;

/** A web server that replaces the primary and responds as the test says. */
const startPrimary = async (port = 0) => {
  const state = { answer: found, asked: [] as string[], connections: 0 };
  const server: Server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url}`);
    state.answer(request, response);
  });
  server.on("connection", () => (state.connections += 1));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    state,
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

let primary: Awaited<ReturnType<typeof startPrimary>>;
let outcomes: PrincipalLookupOutcome[];
let principals: ReturnType<typeof createRemotePrincipals>;
beforeEach(async () => {
  primary = await startPrimary();
  outcomes = [];
  principals = createRemotePrincipals({
    url: `http://127.0.0.1:${primary.port}`,
    token: "t".repeat(40),
    timeoutSeconds: 1,
    onLookup: (outcome) => outcomes.push(outcome),
  });
});
afterEach(() => primary.close());

const unavailable = { code: "dependency_unavailable", status: 503, retryAfterSeconds: 2 };

const openBreaker = async (): Promise<void> => {
  primary.state.answer = hangUp;
  for (let failure = 0; failure < 5; failure++)
    await expect(principals.findByEmail("ada@example.com")).rejects.toMatchObject(unavailable);
};

describe("what the primary answers", () => {
  test.each<[PrincipalLookupOutcome, Answer, unknown]>([
    ["found", found, { resolved: { ...identity, email: "ada@example.com" } }],
    ["not_found", problem(404, "principal_not_found"), { resolved: undefined }],
    ["refused", problem(401, "identity_mismatch"), { rejected: { code: "identity_mismatch", status: 401 } }],
    ["unavailable", problem(401, "token_invalid"), { rejected: unavailable }],
    ["unavailable", problem(503, "dependency_unavailable"), { rejected: unavailable }],
    ["unavailable", problem(500, "internal_error"), { rejected: unavailable }],
    ["unavailable", json(200, { ...identity, uid: "no uid" }), { rejected: unavailable }],
    ["unavailable", json(200, { ...identity, systemRoles: ["emperor"] }), { rejected: unavailable }],
    ["unavailable", json(200, { ...identity, padding: "x".repeat(100_000) }), { rejected: unavailable }],
    ["unavailable", (_, response) => void response.writeHead(200).end("<html>"), { rejected: unavailable }],
    ["unavailable", (_, response) => void response.writeHead(302, { location: "/" }).end(), { rejected: unavailable }],
    ["unavailable", hangUp, { rejected: unavailable }],
    ["unavailable", never, { rejected: unavailable }],
  ])("is counted as %s, case %#, and never taken for what it is not", async (outcome, answer, expected) => {
    primary.state.answer = answer;
    const told = await principals.findByEmail("ada@example.com").then(
      (resolved) => ({ resolved }),
      (rejected: unknown) => ({ rejected }),
    );
    expect(told).toMatchObject(expected as object);
    expect(outcomes).toEqual([outcome]);
  });

  test("is requested again the next time, because nothing of it is cached", async () => {
    expect((await principals.findByEmail("ada@example.com"))?.systemRoles).toEqual([]);
    primary.state.answer = json(200, { ...identity, systemRoles: ["operator"] });
    expect((await principals.findByEmail("ada@example.com"))?.systemRoles).toEqual(["operator"]);
    primary.state.answer = problem(404, "principal_not_found");
    expect(await principals.findByEmail("ada@example.com")).toBeUndefined();
  });
});

describe("calls", () => {
  test("for one address share one call while it is in flight, whether it succeeds or fails", async () => {
    const ask = () => Promise.allSettled(Array.from({ length: 20 }, () => principals.findByEmail("ada@example.com")));
    expect(new Set((await ask()).map(({ status }) => status))).toEqual(new Set(["fulfilled"]));
    primary.state.answer = hangUp;
    expect(new Set((await ask()).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(primary.state.asked).toHaveLength(2);
  });

  test("of two addresses that come together are one call, and each gets its own", async () => {
    const [ada, bob] = await Promise.all(["ada", "bob"].map((name) => principals.findByEmail(`${name}+x@example.com`)));
    expect([ada?.email, bob?.email]).toEqual(["ada+x@example.com", "bob+x@example.com"]);
    expect(primary.state.asked).toEqual(["POST /internal/principals/lookup"]);
    await principals.findByEmail("ada+x@example.com");
    expect(primary.state.asked.at(-1)).toBe("GET /internal/principals?email=ada%2Bx%40example.com");
  });

  test("in one call are answered and counted one by one: an unknown one is not found, the others are", async () => {
    primary.state.answer = json(200, { principals: [{ ...identity, email: "ada@example.com" }] });
    const both = await Promise.all(["ada", "eve"].map((name) => principals.findByEmail(`${name}@example.com`)));
    expect(both.map((each) => each?.email)).toEqual(["ada@example.com", undefined]);
    primary.state.answer = json(200, { principals: [{ ...identity, uid: "no uid", email: "ada@example.com" }] });
    const failed = await Promise.allSettled(
      ["ada", "eve"].map((name) => principals.findByEmail(`${name}@example.com`)),
    );
    for (const each of failed) expect(each).toMatchObject({ status: "rejected", reason: unavailable });
    expect(outcomes).toEqual(["found", "not_found", "unavailable", "unavailable"]);
  });

  test("use open connections again and again, instead of opening one each", async () => {
    for (let call = 0; call < 20; call++) await principals.findByEmail("ada@example.com");
    await principals.resolve(claim);
    // A second connection, if a call began while the first was being returned to the pool.
    expect(primary.state.connections).toBeLessThanOrEqual(2);
  });

  test("that a restart of the primary interrupts fail, and the next one meets the new primary", async () => {
    await principals.findByEmail("ada@example.com");
    primary.state.answer = never;
    const interrupted = principals.findByEmail("ada@example.com");
    await expect.poll(() => primary.state.asked.length).toBe(2);
    await Promise.all([expect(interrupted).rejects.toMatchObject(unavailable), primary.close()]);
    primary = await startPrimary(primary.port);
    expect(await principals.findByEmail("ada@example.com")).toMatchObject(identity);
  });
});

describe("a primary that fails again and again", () => {
  // Only the breaker's clock is stopped; the test decides when the second before its next trial
  // call is over.
  beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => vi.useRealTimers());
  const letSecondPass = () => vi.setSystemTime(Date.now() + 1001);

  test("gets no calls for a while: callers get an error at once", async () => {
    await openBreaker();
    primary.state.answer = found;
    for (let call = 0; call < 10; call++)
      await expect(principals.findByEmail("ada@example.com")).rejects.toMatchObject(unavailable);
    await expect(principals.resolve(claim)).rejects.toMatchObject(unavailable);
    expect(primary.state.asked).toHaveLength(5);
    expect(outcomes.slice(5)).toEqual(Array.from({ length: 11 }, () => "held_back"));
  });

  test("then gets one call, to see whether it is available; a failure stops calls again", async () => {
    await openBreaker();
    for (const asked of [6, 7]) {
      letSecondPass();
      await expect(principals.findByEmail("ada@example.com")).rejects.toMatchObject(unavailable);
      expect([primary.state.asked.length, outcomes.at(-1)]).toEqual([asked, "unavailable"]);
    }
    await expect(principals.findByEmail("ada@example.com")).rejects.toMatchObject(unavailable);
    expect([primary.state.asked.length, outcomes.at(-1)]).toEqual([7, "held_back"]);
  });

  test("gets one call however many wait for the probe, and all of theirs once it has responded", async () => {
    await openBreaker();
    const held: ServerResponse[] = [];
    primary.state.answer = (_, response) => void held.push(response);
    letSecondPass();
    const probing = principals.findByEmail("probe@example.com");
    await expect.poll(() => held.length).toBe(1);
    const people = Array.from({ length: 10 }, (_, number) => principals.findByEmail(`person-${number}@example.com`));
    // By then, every waiting request could have sent a call.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(primary.state.asked).toHaveLength(6);
    primary.state.answer = found;
    for (const response of held) found(undefined as never, response);
    expect((await probing)?.uid).toBe(identity.uid);
    expect((await Promise.all(people)).map((each) => each?.uid)).toEqual(people.map(() => identity.uid));
    expect(primary.state.asked).toHaveLength(7);
  });

  test("does not count as unavailable because it rejects: a rejection is a response", async () => {
    primary.state.answer = problem(401, "identity_mismatch");
    for (let call = 0; call < 10; call++)
      await expect(principals.resolve(claim)).rejects.toMatchObject({ code: "identity_mismatch" });
    primary.state.answer = found;
    expect(await principals.resolve(claim)).toMatchObject(identity);
  });
});
