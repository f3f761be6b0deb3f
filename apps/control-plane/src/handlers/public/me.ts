import type { HandlerDeps, PublicHandlers } from "./deps.ts";

export const createMeHandlers = ({ place }: HandlerDeps): Pick<PublicHandlers, "getMe"> => ({
  async getMe({ caller: { principal } }) {
    const { uid, email, kind, systemRoles, accounts, supportAccess } = principal;
    return {
      status: 200,
      body: {
        uid,
        email,
        kind,
        system_roles: systemRoles,
        accounts,
        support_access: supportAccess.map(({ id, accountId, role, expiresAt }) => ({
          id,
          account_id: accountId,
          role,
          expires_at: expiresAt.toISOString(),
        })),
        region: place.region,
      },
    };
  },
});
