import type { OperationCase } from "../case.ts";

export const identityCases = {
  "me.get": async () => ({}),
  "limits.get": async () => ({}),
  "regions.list": async () => ({}),
  "accounts.create": async () => ({ body: { name: "One more" } }),
  "accounts.list": async () => ({}),
  "accounts.get": async ({ accountId }) => ({ params: { account_id: accountId } }),
} satisfies Record<string, OperationCase>;
