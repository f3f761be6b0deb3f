import type { Route } from "@cogrion/contract";
import { urlOf } from "@cogrion/contract/client";
import { permissionMatrix } from "@cogrion/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OperationRequest } from "./authorization/case.ts";
import { supportAccessCases } from "./authorization/cases/support-access.ts";
import { databaseStateOf } from "./authorization/database-state.ts";
import { caseOf, membersFor, operations } from "./authorization/operations.ts";
import type { SlowAnswer } from "./support/slow-body.ts";
import { acceptedBy, sendSlowly } from "./support/slow-body.ts";
import type { Person, Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

/**
 * Each changing operation, begun by a caller who may do it and finished when they no longer may: it
 * is rejected, and changes nothing.
 */
describe("a body that ends after its sender", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  });
  afterAll(() => stage?.stop());

  const begin = (route: Route, { params, query, headers, body }: OperationRequest, token: string) => {
    const { pathname, search } = new URL(urlOf("http://any.invalid", route.path, params, query));
    return sendSlowly(stage.controlPlane, {
      method: route.method,
      path: pathname + search,
      token,
      body,
      ...(headers === undefined ? {} : { headers }),
    });
  };

  const finishUnchanged = async (finish: () => Promise<SlowAnswer>): Promise<unknown[]> => {
    const before = await databaseStateOf(stage.pool);
    const { status, body } = await finish();
    expect(await databaseStateOf(stage.pool)).toEqual(before);
    return [status, body?.code];
  };

  /**
   * The outcome of the operation when the person loses this before the body's end; they get it back
   * afterwards.
   */
  const finishedAfter = async (loss: string, route: Route, person: Person): Promise<unknown[]> => {
    const email = `${person}@example.com`;
    const finish = await begin(route, await caseOf(route)(stage), await stage.token(person));
    const { rows } = await stage.pool.query("select * from account_members where email = $1", [email]);
    try {
      await stage.pool.query(loss, [email]);
      return await finishUnchanged(finish);
    } finally {
      await stage.pool.query("delete from account_members where email = $1", [email]);
      await stage.pool.query(
        "insert into account_members select * from jsonb_populate_recordset(null::account_members, $1)",
        [JSON.stringify(rows)],
      );
    }
  };

  const changes = operations.filter(({ method }) => method !== "GET");
  const byMembers = changes.flatMap((route) =>
    route.permission === undefined
      ? []
      : [{ id: route.id, permission: route.permission, as: membersFor(route).sufficient, route }],
  );

  test.each(byMembers)("was removed: $id is not done for $as", async ({ route, as }) => {
    const removed = await finishedAfter("delete from account_members where email = $1", route, as);
    expect(removed).toEqual([404, expect.stringMatching(/^(account|workspace)_not_found$/)]);
  });

  const byMoreThanViewers = byMembers.filter(({ permission }) => !permissionMatrix[permission].includes("viewer"));
  test.each(byMoreThanViewers)("got a smaller role: $id is not done for $as", async ({ route, as }) => {
    const demoted = await finishedAfter("update account_members set roles = '{viewer}' where email = $1", route, as);
    expect(demoted).toEqual([403, "role_insufficient"]);
  });

  const routeOf = (id: string): Route => {
    const route = operations.find((each) => each.id === id);
    if (route === undefined) throw new Error(`there is no operation ${id}`);
    return route;
  };

  test.each([
    ["was ended", "update support_access set state = 'ended', ended_at = now(), ended_by = staff_uid where id = $1"],
    [
      "has expired",
      `update support_access set requested_at = now() - interval '3 hours', decided_at = now() - interval '2 hours',
         expires_at = now() - interval '1 second' where id = $1`,
    ],
  ])("had support access that %s: staff create no workspace", async (_, loss) => {
    const { body: asked } = await supportAccessCases["support_access.request"](stage);
    const path = `/api/accounts/${stage.accountId}/support-access`;
    const body = { ...(asked as object), role: "operator" };
    const { id } = (await stage.call("POST", path, { as: "sam", body })).body;
    expect((await stage.call("POST", `${path}/${id}/approve`, { as: "ada" })).status).toBe(200);
    const route = routeOf("workspaces.create");
    const finish = await begin(route, await caseOf(route)(stage), await stage.token("sam"));
    await stage.pool.query(loss, [id]);
    expect(await finishUnchanged(finish)).toEqual([404, "account_not_found"]);
  });

  test.each(changes.filter(({ security }) => security === "workspace"))(
    "had its token revoked: $id is not done for the workspace",
    async (route) => {
      const request = await caseOf(route)(stage);
      const finish = await begin(route, request, request.workspaceToken ?? "");
      await stage.pool.query("update workspace_tokens set revoked_at = now() where workspace_id = $1", [
        request.params?.["workspace_id"],
      ]);
      expect(await finishUnchanged(finish)).toEqual([401, "token_invalid"]);
    },
  );

  test("lost nothing is a body like any other", async () => {
    const route = routeOf("tokens.mint");
    const finish = await begin(route, await caseOf(route)(stage), await stage.token("adam"));
    expect((await finish()).status).toBe(201);
  });

  test("without a body there is nothing to wait for, and its sender is looked up once", async () => {
    const { id } = (await stage.call("POST", "/api/accounts", { as: "ada", body: { name: "Once" } })).body;
    const before = await acceptedBy(stage.controlPlane);
    await stage.call("GET", `/api/accounts/${id}`, { as: "ada" });
    await stage.call("POST", `/api/accounts/${id}/service-principals/${id}/enable`, { as: "ada" });
    expect(await acceptedBy(stage.controlPlane)).toBe(before + 2);
  });
});
