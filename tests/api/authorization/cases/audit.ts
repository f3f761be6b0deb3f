import type { OperationCase } from "../case.ts";

const ofAccount: OperationCase = async ({ accountId }) => ({ params: { account_id: accountId } });

export const auditCases = {
  "audit.list": ofAccount,
  "audit.head": ofAccount,
  "audit.export": ofAccount,
} satisfies Record<string, OperationCase>;
