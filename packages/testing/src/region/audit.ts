import type { AuditEvent, AuditHead } from "@cogrion/domain";
import { createAuditChains } from "@cogrion/postgres";
import type { TestDatabase } from "../database/test-database.ts";
import type { VerifiedChain } from "@cogrion/domain";
import { verifyRegion } from "@cogrion/services/audit/verify-region";

export const auditEventWith = (accountId: string | undefined, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  accountId,
  actor: { kind: "principal", id: "p-1" },
  action: "workspace.created",
  target: { kind: "workspace", id: "w-acme" },
  sourceIp: "203.0.113.7",
  outcome: "succeeded",
  requestId: "request-1",
  ...changes,
});

/** The requested chains of the region, each with its first fault. */
export const verifiedChains = async (
  { pool }: TestDatabase,
  anchors: AuditHead[] = [],
  isWanted: (accountId: string | undefined) => boolean = () => true,
): Promise<VerifiedChain[]> => {
  const all: VerifiedChain[] = [];
  const stored = createAuditChains(pool);
  const chains = { ...stored, list: async () => (await stored.list()).filter(isWanted) };
  for await (const chain of verifyRegion({ chains }, { anchors, onProgress: () => undefined })) all.push(chain);
  return all;
};

export const verifiedChain = async (
  region: TestDatabase,
  accountId: string | undefined,
  anchors: AuditHead[] = [],
): Promise<VerifiedChain> => {
  const [chain] = await verifiedChains(region, anchors, (each) => each === accountId);
  if (chain === undefined) throw new Error("there is no such chain");
  return chain;
};
