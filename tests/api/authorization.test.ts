import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Route } from "@cogrion/contract";
import type { OperationRequest } from "./authorization/case.ts";
import { operationCases } from "./authorization/cases/index.ts";
import { databaseStateOf } from "./authorization/database-state.ts";
import { caseOf, isAboutAccount, membersFor, operations, perform, succeeded } from "./authorization/operations.ts";
import { tokenOfAnotherAudience } from "./authorization/other-audience.ts";
import type { Caller } from "./authorization/refusal.ts";
import { refusalOf } from "./authorization/refusal.ts";
import type { Stage } from "./support/stage.ts";
import { people, setStage } from "./support/stage.ts";

/**
 * Each operation of the OpenAPI document, tried with every kind of caller: what is not allowed is
 * rejected, and the attempt changes nothing.
 */
let stage: Stage;
let otherAudience: string;
let own: { workspaceId: string; workspaceToken: string };
beforeAll(async () => {
  stage = await setStage();
  // The first sign-in creates a principal, which is not the subject here.
  for (const as of people) await stage.call("GET", "/api/me", { as });
  otherAudience = await tokenOfAnotherAudience(stage, "ada");
  own = await givenWorkspaceOfEve(stage);
});
afterAll(() => stage?.stop());

const refused = (route: Route, as: Caller, change?: (request: OperationRequest) => OperationRequest) =>
  refusalOf(stage, route, as, change);

test("each operation has its case, and no case is left over", () => {
  for (const route of operations) expect(caseOf(route)).toBeDefined();
  expect(Object.keys(operationCases).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
});

test("the token of another audience is valid except for that", async () => {
  const { body } = await stage.call("GET", "/api/me", { token: otherAudience });
  expect([body.code, body.meta]).toEqual(["token_invalid", { reason: "audience" }]);
});

const ofSecurity = (...kinds: Route["security"][]) => operations.filter(({ security }) => kinds.includes(security));
const forPeople = ofSecurity("principal");
const forBffs = ofSecurity("workspace");

test.each(ofSecurity("none"))("$id answers everybody", async (route) => {
  succeeded(route, await perform(stage, route, await caseOf(route)(stage), {}));
});

const fieldsOf = ({ body }: Route): string[] =>
  body instanceof z.ZodObject
    ? Object.keys(body.shape)
    : (body?.options ?? []).flatMap(({ shape }) => Object.keys(shape));

describe("for people and automation", () => {
  test.each(forPeople)("$id rejects a caller without a token", async (route) => {
    expect(await refused(route, {})).toEqual([401, "token_missing"]);
  });

  test.each(forPeople)("$id refuses a token of another audience", async (route) => {
    expect(await refused(route, { token: otherAudience })).toEqual([401, "token_invalid"]);
  });

  test.each(forPeople)("$id refuses a workspace's token", async (route) => {
    expect(await refused(route, { token: own.workspaceToken })).toEqual([401, "token_invalid"]);
  });

  test.each(forPeople.filter(isAboutAccount))(
    "$id does not tell another account's member what there is",
    async (route) => {
      expect(await refused(route, { as: "eve" })).toEqual([404, expect.stringMatching(/_not_found$/)]);
    },
  );

  const aboutCaller = forPeople.filter((route) => !isAboutAccount(route));
  test.each(aboutCaller)("$id reveals nothing about this account to a member of another", async (route) => {
    const answer = await perform(stage, route, await caseOf(route)(stage), { as: "eve" });
    succeeded(route, answer);
    expect(JSON.stringify(answer.body)).not.toContain(stage.accountId);
  });

  const filtered = aboutCaller.filter(({ query }) => query?.shape["account_id"] !== undefined);
  test.each(filtered)("$id does not take another account's id as a filter", async (route) => {
    const asking = (request: OperationRequest) => ({ ...request, query: { account_id: stage.accountId } });
    expect(await refused(route, { as: "eve" }, asking)).toEqual([404, "account_not_found"]);
  });

  const nested = forPeople.filter(({ params }) => Object.keys(params?.shape ?? {}).length > 1);
  test.each(nested)("$id does not find another account's resource below the caller's own parent", async (route) => {
    const parents: Record<string, string> = { workspace_id: own.workspaceId, account_id: stage.otherAccountId };
    const [parent = ""] = Object.keys(route.params?.shape ?? {});
    const beneathOwn = (request: OperationRequest): OperationRequest => ({
      ...request,
      params: { ...request.params, [parent]: parents[parent] ?? "" },
    });
    expect(await refused(route, { as: "eve" }, beneathOwn)).toEqual([404, expect.stringMatching(/_not_found$/)]);
  });

  const refusals = forPeople.flatMap((route) => membersFor(route).tooSmall.map((as) => ({ id: route.id, as, route })));
  test.each(refusals)("$id refuses $as, whose role is too small", async ({ route, as }) => {
    expect(await refused(route, { as })).toEqual([403, "role_insufficient"]);
  });

  test.each(forPeople.filter(({ body }) => body !== undefined))(
    "$id takes no field that is not its own",
    async (route) => {
      const foreign = privileged.filter((name) => !fieldsOf(route).includes(name));
      const request = await caseOf(route)(stage);
      const before = await databaseStateOf(stage.pool);
      const body = { ...(request.body as object), ...Object.fromEntries(foreign.map((name) => [name, "owner"])) };
      const as = request.as ?? membersFor(route).sufficient;
      const answer = await perform(stage, route, { ...request, body }, { as });
      expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
      const named = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
      expect(named).toEqual(expect.arrayContaining(foreign.map((name) => `/${name}`)));
      expect(await databaseStateOf(stage.pool)).toEqual(before);
    },
  );

  const successes = forPeople.map((route) => ({ id: route.id, as: membersFor(route).sufficient, route }));
  test.each(successes)(
    "$id succeeds for $as, the smallest role that allows it or the intended caller",
    async (each) => {
      const request = await caseOf(each.route)(stage);
      succeeded(each.route, await perform(stage, each.route, request, { as: request.as ?? each.as }));
    },
  );
});

describe("for a workspace's BFF", () => {
  test.each(forBffs)("$id rejects a caller without a token", async (route) => {
    expect(await refused(route, {})).toEqual([401, "token_missing"]);
  });

  test.each(forBffs)("$id refuses a person's token, of whatever audience and role", async (route) => {
    expect(await refused(route, { token: otherAudience })).toEqual([401, "token_invalid"]);
    expect(await refused(route, { as: "ada" })).toEqual([401, "token_invalid"]);
  });

  test.each(forBffs)("$id does not reveal to another account's BFF whether the workspace exists", async (route) => {
    expect(await refused(route, { token: own.workspaceToken })).toEqual([404, "workspace_not_found"]);
  });

  test.each(forBffs)("$id is done for the BFF of the workspace", async (route) => {
    const request = await caseOf(route)(stage);
    succeeded(route, await perform(stage, route, request, { token: request.workspaceToken ?? "" }));
  });
});

/** Fields that a caller would like to set. */
const privileged = [
  "roles",
  "role",
  "system_roles",
  "owner_uid",
  "principal_uid",
  "uid",
  "kind",
  "state",
  "external_id",
  "approved_by",
];

const givenWorkspaceOfEve = async (stage: Stage): Promise<{ workspaceId: string; workspaceToken: string }> => {
  const body = { account_id: stage.otherAccountId, aws: { account_id: "333333333333" } };
  const { body: workspace } = await stage.call("POST", "/api/workspaces", { as: "eve", body });
  const path = `/api/workspaces/${workspace.id}/tokens`;
  const { body: minted } = await stage.call("POST", path, { as: "eve", body: { name: "of eve" } });
  return { workspaceId: workspace.id, workspaceToken: minted.token };
};
