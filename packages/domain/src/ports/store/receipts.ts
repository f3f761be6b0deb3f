import type { OffboardingReceipt } from "../../provisioning/ledger.ts";
import type { WorkspaceId } from "../../workspace/id.ts";

export type ReceiptRepository = {
  save(receipt: OffboardingReceipt): Promise<void>;
  get(id: WorkspaceId): Promise<OffboardingReceipt | undefined>;
};
