import type { CallBudgets, RateLimits } from "@cogrion/domain";
import { purgeIdempotencyKeys } from "@cogrion/services/idempotency/purge";
import { purgeInvitations } from "@cogrion/services/invitations/purge";
import { purgeIssuerLinks } from "@cogrion/services/issuer-links/purge";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const hourly = 3600;
const eachMinute = 60;

/** Deletes what has expired: stored responses, invitations, budgets of rate limits. */
export const createPurgeLoops = (
  { store, monitor }: LoopContext,
  { rateLimits, callBudgets }: { rateLimits: Pick<RateLimits, "purge">; callBudgets: Pick<CallBudgets, "purge"> },
): Loop[] => [
  repeat("idempotency", {
    intervalSeconds: hourly,
    monitor,
    turn: () => purgeIdempotencyKeys({ store }, new Date()),
  }),
  repeat("invitations", { intervalSeconds: hourly, monitor, turn: () => purgeInvitations({ store }, new Date()) }),
  repeat("issuer-links", { intervalSeconds: hourly, monitor, turn: () => purgeIssuerLinks({ store }, new Date()) }),
  repeat("rate-limits", { intervalSeconds: eachMinute, monitor, turn: () => rateLimits.purge() }),
  repeat("call-budgets", { intervalSeconds: eachMinute, monitor, turn: () => callBudgets.purge() }),
];
