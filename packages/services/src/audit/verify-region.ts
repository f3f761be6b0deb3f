import { hash } from "node:crypto";
import type { AuditChains, AuditHead, ChainFault, StoredChain, VerifiedChain } from "@cogrion/domain";
import { auditRecordOf, createChainCheck } from "@cogrion/domain";

export type VerifyRegionOptions = {
  /** Heads that were stored elsewhere, of any chains. */
  anchors: readonly AuditHead[];
  /** Called after each batch, with the number of the chain and of the events read so far. */
  onProgress: (progress: { chain: number; chains: number; events: number }) => void;
};

/**
 * Verifies every chain of the region, one after the other, each as of one moment. An anchor without
 * a chain is also a fault.
 */
export async function* verifyRegion(
  { chains }: { chains: AuditChains },
  { anchors, onProgress }: VerifyRegionOptions,
): AsyncGenerator<VerifiedChain, void> {
  const anchored = Map.groupBy(anchors, ({ accountId }) => accountId);
  const stored = await chains.list();
  const all = [...new Set([...stored, ...anchored.keys()])];
  let total = 0;
  for (const [index, accountId] of all.entries()) {
    const onBatch = (size: number): void => {
      total += size;
      onProgress({ chain: index + 1, chains: all.length, events: total });
    };
    yield await chains.read(accountId, (chain) =>
      verifyStored(chain, accountId, anchored.get(accountId) ?? [], onBatch),
    );
  }
}

const verifyStored = async (
  { head, events }: StoredChain,
  accountId: string | undefined,
  anchors: readonly AuditHead[],
  onBatch: (size: number) => void,
): Promise<VerifiedChain> => {
  const check = createChainCheck({ accountId, anchors, sha256: (text) => hash("sha256", text, "hex") });
  let count = 0;
  for await (const batch of events) {
    for (const event of batch) check.add(auditRecordOf(event));
    count += batch.length;
    onBatch(batch.length);
  }
  const fault = check.end({ head }) ?? (head === undefined ? headMissing(count) : undefined);
  return { accountId, events: count, head: { accountId, ...check.last() }, fault };
};

const headMissing = (events: number): ChainFault => ({
  kind: "head_missing",
  sequence: 0,
  eventId: undefined,
  detail:
    events === 0
      ? "the account exists, but its whole audit is missing"
      : `there are ${events} events but no head, so missing events cannot be detected`,
});
