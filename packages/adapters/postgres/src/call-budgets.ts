import type { CallBudgets } from "@cogrion/domain";
import { cogrionErrorOf } from "./connection/errors.ts";
import type { Pool } from "./connection/pool.ts";

const takeText = `
  select turn.is_given, turn.wait_seconds
  from take_call_turn($1, $2, (select account_id from workspaces where id = $3), $4, $5) as turn`;

type Turn = { is_given: boolean; wait_seconds: number };

/** The region's queues of calls, in its database. The caller owns the pool. */
export const createCallBudgets = (pool: Pool): CallBudgets => ({
  async take({ budget, callsPerSecond, priority, workspaceId, maxWaitSeconds }) {
    try {
      const { rows } = await pool.query<Turn>({
        name: "take-call-turn",
        text: takeText,
        values: [budget, callsPerSecond, workspaceId, priority === "reconciliation", maxWaitSeconds],
      });
      const [turn] = rows;
      if (turn === undefined) throw new Error("the line of calls gave no answer");
      return { isGiven: turn.is_given, waitSeconds: turn.wait_seconds };
    } catch (error) {
      throw cogrionErrorOf(error);
    }
  },

  async purge() {
    const { rowCount } = await pool.query(
      "delete from call_budget_shares where next_at < clock_timestamp() - interval '1 minute'",
    );
    return rowCount ?? 0;
  },
});
