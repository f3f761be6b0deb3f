import { createCounter } from "@cogrion/cli/render/counter";
import type { AuditHead, VerifiedChain } from "@cogrion/domain";
import { verifyRegion } from "@cogrion/services/audit/verify-region";
import { withRegionChains } from "./region-database.ts";

/** Verifies every chain of the region, read from its database; a terminal shows progress. */
export const verifyDatabase = (region: string | undefined, anchors: readonly AuditHead[]): Promise<VerifiedChain[]> =>
  withRegionChains(region, async (chains) => {
    const counter = createCounter();
    const onProgress = ({ chain, chains: all, events }: { chain: number; chains: number; events: number }): void =>
      counter.show(`chain ${chain} of ${all}, ${events.toLocaleString("en")} events …`);
    const verified: VerifiedChain[] = [];
    try {
      for await (const chain of verifyRegion({ chains }, { anchors, onProgress })) verified.push(chain);
      return verified;
    } finally {
      counter.end();
    }
  });
