import type { CallBudgets, RateLimits, RetainedTable, Retention } from "@cogrion/domain";
import { retentionDays } from "@cogrion/domain";
import { purgeInvitations } from "@cogrion/services/invitations/purge";
import { purgeIssuerLinks } from "@cogrion/services/issuer-links/purge";
import { purgeRetained } from "@cogrion/services/retention/purge";
import { Counter } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const hourly = 3600;
const eachMinute = 60;

/** A backlog of all tables, in batches. */
const retentionDeadlineSeconds = 600;

export type PurgeLoopsDeps = {
  rateLimits: Pick<RateLimits, "purge">;
  callBudgets: Pick<CallBudgets, "purge">;
  retention: Retention;
};

/** Deletes what has expired, and the rows that are older than their table's retention. */
export const createPurgeLoops = (
  context: LoopContext,
  { rateLimits, callBudgets, retention }: PurgeLoopsDeps,
): Loop[] => {
  const { store, monitor } = context;
  return [
    createRetentionLoop(context, retention),
    repeat("invitations", { intervalSeconds: hourly, monitor, turn: () => purgeInvitations({ store }, new Date()) }),
    repeat("issuer-links", { intervalSeconds: hourly, monitor, turn: () => purgeIssuerLinks({ store }, new Date()) }),
    repeat("rate-limits", { intervalSeconds: eachMinute, monitor, turn: () => rateLimits.purge() }),
    repeat("call-budgets", { intervalSeconds: eachMinute, monitor, turn: () => callBudgets.purge() }),
  ];
};

const createRetentionLoop = ({ registry, monitor }: LoopContext, retention: Retention): Loop => {
  const deleted = new Counter({
    name: "retention_deleted_rows_total",
    help: "Rows deleted because they were older than their table's retention, by table",
    labelNames: ["table"],
    registers: [registry],
  });
  const onPurged = (table: RetainedTable, rows: number): void => deleted.inc({ table }, rows);
  for (const table of Object.keys(retentionDays) as RetainedTable[]) onPurged(table, 0);
  return repeat("retention", {
    intervalSeconds: hourly,
    deadlineSeconds: retentionDeadlineSeconds,
    monitor,
    turn: () => purgeRetained({ retention, onPurged }),
  });
};
