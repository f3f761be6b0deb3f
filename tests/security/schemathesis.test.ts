import type { Route } from "@cogrion/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caseOf, membersFor, operations } from "../api/authorization/operations.ts";
import type { Stage } from "../api/support/stage.ts";
import { setStage } from "../api/support/stage.ts";
import { startStand } from "../api/support/stand.ts";
import type { Fuzzed, Fuzzer, FuzzOptions } from "./support/fuzz.ts";
import { createFuzzer } from "./support/fuzz.ts";

let stand: Awaited<ReturnType<typeof startStand>>;
let stage: Stage;
let fuzzer: Fuzzer;
beforeAll(async () => {
  stand = await startStand();
  stage = await setStage(stand.stand);
  fuzzer = await createFuzzer(new URL("/api/openapi.json", stage.controlPlane.publicUrl).href);
});
afterAll(async () => {
  await fuzzer?.stop();
  await stage?.stop();
  await stand?.stop();
});

/**
 * What a schema cannot express: which regions exist, which numbers are a point on a curve, which
 * hosts are below a workspace's zone.
 */
const refusesWhatTheSchemaTakes = new Set([
  "accounts.create",
  "service_principals.create",
  "service_principals.add_key",
  "bff.register",
]);

/**
 * Statuses that data which matches the schema may get: a schema cannot express which cursor is
 * ours, and which version a resource has.
 */
const acceptedOf = ({ id, query, headers }: Route): string[] => {
  const isRefused = refusesWhatTheSchemaTakes.has(id) || "cursor" in (query?.shape ?? {});
  const hasVersion = "if-match" in (headers?.shape ?? {});
  return [
    "2xx",
    "3xx",
    "401",
    "403",
    "404",
    "409",
    "429",
    ...(isRefused ? ["400"] : []),
    ...(hasVersion ? ["412"] : []),
  ];
};

const fuzz = (route: Route, options: Pick<FuzzOptions, "tokens" | "parameters">): Promise<Fuzzed> =>
  fuzzer.run({ operationId: route.id, accepted: acceptedOf(route), ...options });

/** Each response is in the document, and none is a 5xx. */
const expectClean = ({ isClean, output }: Fuzzed): void => {
  if (!isClean) console.log(output);
  expect(isClean).toBe(true);
  expect(stage.controlPlane.output()).not.toContain('"level":"error"');
};

const byId = operations.map((route) => [route.id, route] as const);

/** A request that succeeds, and the tokens for it: of a member whose role is just enough. */
const givenRequest = async (route: Route) => {
  const { as = membersFor(route).sufficient, workspaceToken: workspace = "", ...request } = await caseOf(route)(stage);
  return { ...request, tokens: { principal: await stage.token(as), workspace } };
};

test.each(byId)("%s returns a documented response for an existing resource", async (_, route) => {
  const { params = {}, body, tokens } = await givenRequest(route);
  const parameters = Object.entries(params).map(([name, value]) => [`path.${name}`, value]);
  // A fuzzer cannot guess these.
  const given = Object.entries((body ?? {}) as Record<string, unknown>)
    .filter(([name]) => ["account_id", "bff_url", "token", "code", "access_token"].includes(name))
    .map(([name, value]) => [`body.${name}`, value]);
  const fuzzed = await fuzz(route, { tokens, parameters: Object.fromEntries([...parameters, ...given]) });
  expectClean(fuzzed);
  // Otherwise the fuzzer saw only rejections.
  expect(fuzzed.answers.filter(({ method, status }) => method === route.method && status < 300)).not.toEqual([]);
});

const withIds = byId.filter(([, { params }]) => params !== undefined);

test.each(withIds)("%s returns a documented response for any input", async (_, route) => {
  const { tokens } = await givenRequest(route);
  expectClean(await fuzz(route, { tokens, parameters: {} }));
});
