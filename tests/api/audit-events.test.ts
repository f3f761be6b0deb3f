import type { Route } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OperationId } from "./authorization/case.ts";
import { caseOf, membersFor, operations, perform, succeeded } from "./authorization/operations.ts";
import type { Stage } from "./support/stage.ts";
import { setStage } from "./support/stage.ts";

type Routes = (typeof routes)[keyof typeof routes];
type ChangingId = Exclude<Routes, { method: "GET" }>["id"];

/**
 * The audit event that each changing operation leaves; a changing operation without a row is a type
 * error. `undefined` is for operations that change nothing that a person decided, and needs a
 * reason.
 */
const eventOf: Record<ChangingId, string | undefined> = {
  "accounts.create": "account.created",
  "accounts.update": "account.renamed",
  "members.leave": "member.left",
  "members.remove": "member.removed",
  "members.update": "member.roles_changed",
  "invitations.accept": "member.joined",
  "invitations.create": "invitation.created",
  "invitations.resend": "invitation.resent",
  "invitations.revoke": "invitation.revoked",
  "issuer_links.confirm": "issuer_link.linked",
  "issuer_links.request": "issuer_link.requested",
  "issuer_links.unlink": "issuer_link.unlinked",
  "issuer_links.unlink_own": "issuer_link.unlinked",
  "support_access.approve": "support_access.approved",
  "support_access.end": "support_access.ended",
  "support_access.refuse": "support_access.refused",
  "support_access.request": "support_access.requested",
  "support_access.withdraw": "support_access.withdrawn",
  "service_principals.add_key": "service_principal.key_added",
  "service_principals.create": "service_principal.created",
  "service_principals.delete": "service_principal.deleted",
  "service_principals.disable": "service_principal.disabled",
  "service_principals.enable": "service_principal.enabled",
  "service_principals.remove_key": "service_principal.key_removed",
  "workspaces.cancel": "workspace.cancelled",
  "workspaces.correct": "workspace.corrected",
  "workspaces.create": "workspace.created",
  "workspaces.delete": "workspace.deletion_requested",
  "workspaces.repair": "workspace.repair_requested",
  "workspaces.retry": "workspace.retried",
  "tokens.mint": "workspace_token.minted",
  "tokens.revoke": "workspace_token.revoked",
  "sign_in_grants.create": "sign_in_grant.created",
  "sign_in_grants.revoke": "sign_in_grant.revoked",
  // Every BFF calls it every few seconds; a change of health is an event of the workspace.
  "bff.heartbeat": undefined,
  "bff.register": "bff.registered",
};

/** Operations that change something only in another state than their case creates. */
const before: Partial<Record<OperationId, Route>> = { "service_principals.enable": routes.disableServicePrincipal };

/** The case's request changes nothing, because it states what is already true. */
const bodies: Partial<Record<OperationId, unknown>> = { "accounts.update": { name: "Renamed" } };

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.stop());

const changing = operations.filter(({ method }) => method !== "GET");
const audited = changing.filter(({ id }) => eventOf[id as ChangingId] !== undefined);

/** The audit rows of the request with this id. */
const eventsOf = async (requestId: string): Promise<unknown[]> => {
  const { rows } = await stage.pool.query<{ action: string }>(
    "select action, outcome, actor_id <> '' as has_actor, source_ip from audit_events where request_id = $1",
    [requestId],
  );
  return rows;
};

describe("the audit", () => {
  test("has a row for each changing operation, and none for another", () => {
    expect(Object.keys(eventOf).toSorted()).toEqual(changing.map(({ id }) => id).toSorted());
  });

  test.each(audited)("$id leaves its audit event, with the actor and the address", async (route) => {
    const made = await caseOf(route)(stage);
    const request = { ...made, body: bodies[route.id as OperationId] ?? made.body };
    const caller =
      route.security === "workspace"
        ? { token: request.workspaceToken ?? "" }
        : { as: request.as ?? membersFor(route).sufficient };
    const first = before[route.id as OperationId];
    if (first !== undefined) succeeded(first, await perform(stage, first, request, caller));
    const answer = await perform(stage, route, request, caller);
    succeeded(route, answer);
    expect(await eventsOf(answer.headers.get("x-request-id") ?? "")).toContainEqual({
      action: eventOf[route.id as ChangingId],
      outcome: "succeeded",
      has_actor: true,
      source_ip: "127.0.0.1",
    });
  });
});
