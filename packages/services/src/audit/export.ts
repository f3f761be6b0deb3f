import type { AuditFilter, AuditHead, ChainedAuditEvent, Store } from "@cogrion/domain";
import { auditGenesisHash } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { requireInAccount } from "../access/require.ts";

export type ExportAuditInput = { accountId: string; filter: AuditFilter; format: string };

export type AuditExport = {
  /** The newest event when the export began, which is the export's own. */
  head: AuditHead;
  isFiltered: boolean;
  /**
   * Oldest first, up to the head. A batch is read only when it is needed: a slow reader holds one
   * batch, and no connection.
   */
  batches: AsyncGenerator<ChainedAuditEvent[], void>;
};

const batchSize = 500;

/**
 * All events that match the filter, as of now. The export is itself an audit event, written before
 * the first row is read.
 * @throws CogrionError `account_not_found`, `role_insufficient`
 */
export const exportAudit = async (
  deps: { store: Store },
  caller: Caller,
  { accountId, filter, format }: ExportAuditInput,
): Promise<AuditExport> => {
  await requireInAccount(deps, caller, accountId, "audit.read");
  await deps.store.audit.append(
    auditOf(caller, {
      accountId,
      action: "audit.exported",
      target: { kind: "account", id: accountId },
      outcome: "succeeded",
      details: { format, filter: toldOf(filter) },
    }),
  );
  const head = (await deps.store.audit.head(accountId)) ?? { accountId, sequence: 0, hash: auditGenesisHash };
  return {
    head,
    isFiltered: Object.keys(toldOf(filter)).length > 0,
    batches: readBatches(deps.store, { accountId, filter, upTo: head.sequence }),
  };
};

async function* readBatches(
  store: Store,
  { accountId, filter, upTo }: { accountId: string; filter: AuditFilter; upTo: number },
): AsyncGenerator<ChainedAuditEvent[], void> {
  for (let after = 0; after < upTo;) {
    const batch = await store.audit.listAfter(accountId, filter, { after, upTo, limit: batchSize });
    const last = batch.at(-1);
    if (last === undefined) return;
    yield batch;
    after = last.sequence;
  }
}

/** The filter with the API's field names; fields that were not requested are left out. */
const toldOf = ({ actorId, targetKind, targetId, from, to, ...rest }: AuditFilter): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      ...rest,
      actor_id: actorId,
      target_kind: targetKind,
      target_id: targetId,
      from: from?.toISOString(),
      to: to?.toISOString(),
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
