import type { Member } from "@cogrion/domain";
import { getMember, listMembers } from "@cogrion/services/members/read";
import { leaveAccount, removeMember } from "@cogrion/services/members/remove";
import { setMemberRoles } from "@cogrion/services/members/set-roles";
import { entityTagOf, versionDemandedBy } from "../../http/entity-tag.ts";
import { presentMember } from "../../views/members.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type Members = Pick<PublicHandlers, "listMembers" | "getMember" | "updateMember" | "removeMember" | "leaveAccount">;

const versioned = (member: Member) => ({
  status: 200 as const,
  headers: { etag: entityTagOf(member.version) },
  body: presentMember(member),
});
const memberOf = (params: { account_id: string; principal_uid: string }) => ({
  accountId: params.account_id,
  uid: params.principal_uid,
});

export const createMemberHandlers = (deps: HandlerDeps): Members => ({
  async listMembers({ caller, params, query: { limit, cursor } }) {
    const page = await listMembers(deps, caller, { accountId: params.account_id, limit, cursor });
    return { status: 200, body: { items: page.rows.map(presentMember), next_cursor: page.next ?? null } };
  },

  getMember: async ({ caller, params }) => versioned(await getMember(deps, caller, memberOf(params))),

  async updateMember({ caller, params, headers, body }) {
    const expectedVersion = versionDemandedBy(headers["if-match"]);
    return versioned(await setMemberRoles(deps, caller, { ...memberOf(params), roles: body.roles, expectedVersion }));
  },

  async removeMember({ caller, params }) {
    await removeMember(deps, caller, memberOf(params));
    return { status: 204 };
  },

  async leaveAccount({ caller, params }) {
    await leaveAccount(deps, caller, { accountId: params.account_id });
    return { status: 204 };
  },
});
