import { beforeAll, describe, expect, test } from "vitest";
import type { Route } from "@cogrion/contract";
import type { OperationRequest } from "../authorization/case.ts";
import { operationCases } from "../authorization/cases/index.ts";
import { databaseStateOf } from "../authorization/database-state.ts";
import { caseOf, isAboutAccount, membersFor, operations, perform } from "../authorization/operations.ts";
import { tokenOfAnotherAudience } from "../authorization/other-audience.ts";
import type { Answer, Request, Stage } from "../stage.ts";
import { people } from "../stage.ts";

/** Each operation of the OpenAPI document, tried with every kind of caller: what may not be done is refused, and nothing is changed by trying. */
export const authorizationSuite = (getStage: () => Stage): void => {
  let stage: Stage;
  let otherAudience: string;
  let own: { workspaceId: string; workspaceToken: string };
  beforeAll(async () => {
    stage = getStage();
    // Who signs in for the first time becomes a principal; that is not what is looked at here.
    for (const as of people) await stage.call("GET", "/api/me", { as });
    otherAudience = await tokenOfAnotherAudience(stage, "ada");
    own = await givenWorkspaceOfEve(stage);
  });

  const refused = async (
    route: Route,
    as: Pick<Request, "as" | "token">,
    change: (request: OperationRequest) => OperationRequest = (request) => request,
  ): Promise<unknown[]> => {
    const request = change(await caseOf(route)(stage));
    const before = await databaseStateOf(stage.pool);
    const answer = await perform(stage, route, request, as);
    expect(await databaseStateOf(stage.pool)).toEqual(before);
    return [answer.status, answer.body?.code];
  };

  const succeeded = (route: Route, { status, body }: Answer): void => {
    expect([Object.keys(route.responses), String(status), body]).toEqual([
      expect.arrayContaining([String(status)]),
      String(status),
      body,
    ]);
  };

  test("each operation has its case, and no case is left over", () => {
    for (const route of operations) expect(caseOf(route)).toBeDefined();
    expect(Object.keys(operationCases).toSorted()).toEqual(operations.map(({ id }) => id).toSorted());
  });

  test("the token of another audience is good in all but that", async () => {
    const { body } = await stage.call("GET", "/api/me", { token: otherAudience });
    expect([body.code, body.meta]).toEqual(["token_invalid", { reason: "audience" }]);
  });

  const ofSecurity = (security: Route["security"]) => operations.filter((route) => route.security === security);

  describe.each(ofSecurity("none"))("$id, which needs no token", (route) => {
    test("answers everybody", async () => {
      succeeded(route, await perform(stage, route, await caseOf(route)(stage), {}));
    });
  });

  describe.each(ofSecurity("principal"))("$id", (route) => {
    test("refuses who has no token", async () => {
      expect(await refused(route, {})).toEqual([401, "token_missing"]);
    });

    test("refuses a token of another audience", async () => {
      expect(await refused(route, { token: otherAudience })).toEqual([401, "token_invalid"]);
    });

    test("refuses a workspace's token", async () => {
      expect(await refused(route, { token: own.workspaceToken })).toEqual([401, "token_invalid"]);
    });

    if (isAboutAccount(route)) {
      test("does not tell a member of another account whether there is such a thing", async () => {
        expect(await refused(route, { as: "eve" })).toEqual([404, expect.stringMatching(/_not_found$/)]);
      });
    } else {
      test("tells a member of another account nothing of this one", async () => {
        const answer = await perform(stage, route, await caseOf(route)(stage), { as: "eve" });
        succeeded(route, answer);
        expect(JSON.stringify(answer.body)).not.toContain(stage.accountId);
        if (route.query?.shape["account_id"] === undefined) return;
        const asking = (request: OperationRequest) => ({ ...request, query: { account_id: stage.accountId } });
        expect(await refused(route, { as: "eve" }, asking)).toEqual([404, "account_not_found"]);
      });
    }

    const nested = Object.keys(route.params?.shape ?? {}).length > 1;
    if (nested) {
      test("does not find another account's thing beneath a parent of the caller's own", async () => {
        const parents: Record<string, string> = { workspace_id: own.workspaceId, account_id: stage.otherAccountId };
        const beneathOwn = (request: OperationRequest): OperationRequest => {
          const [parent = ""] = Object.keys(route.params?.shape ?? {});
          return { ...request, params: { ...request.params, [parent]: parents[parent] ?? "" } };
        };
        expect(await refused(route, { as: "eve" }, beneathOwn)).toEqual([404, expect.stringMatching(/_not_found$/)]);
      });
    }

    const { tooSmall, sufficient } = membersFor(route);
    for (const as of tooSmall)
      test(`refuses ${as}, whose role is too small`, async () => {
        expect(await refused(route, { as })).toEqual([403, "role_insufficient"]);
      });

    test(`does it for ${sufficient}, whose role suffices`, async () => {
      succeeded(route, await perform(stage, route, await caseOf(route)(stage), { as: sufficient }));
    });
  });

  describe.each(ofSecurity("workspace"))("$id, which is for the workspace's BFF", (route) => {
    test("refuses who has no token", async () => {
      expect(await refused(route, {})).toEqual([401, "token_missing"]);
    });

    test("refuses a person's token, of whatever audience and role", async () => {
      expect(await refused(route, { token: otherAudience })).toEqual([401, "token_invalid"]);
      expect(await refused(route, { as: "ada" })).toEqual([401, "token_invalid"]);
    });

    test("does not tell a BFF of another account whether there is such a workspace", async () => {
      expect(await refused(route, { token: own.workspaceToken })).toEqual([404, "workspace_not_found"]);
    });

    test("does it for the BFF of the workspace", async () => {
      const request = await caseOf(route)(stage);
      succeeded(route, await perform(stage, route, request, { token: request.workspaceToken ?? "" }));
    });
  });
};

const givenWorkspaceOfEve = async (stage: Stage): Promise<{ workspaceId: string; workspaceToken: string }> => {
  const body = { account_id: stage.otherAccountId, aws: { account_id: "333333333333" } };
  const { body: workspace } = await stage.call("POST", "/api/workspaces", { as: "eve", body });
  const path = `/api/workspaces/${workspace.id}/tokens`;
  const { body: minted } = await stage.call("POST", path, { as: "eve", body: { name: "of eve" } });
  return { workspaceId: workspace.id, workspaceToken: minted.token };
};
