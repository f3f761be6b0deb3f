import type { Place, SignInClients } from "@cogrion/domain";
import { syncSignIns } from "@cogrion/services/sign-ins/sync";
import { Gauge } from "@cogrion/telemetry";
import type { LoopContext } from "./context.ts";
import type { Loop } from "./repeat.ts";
import { repeat } from "./repeat.ts";

const intervalSeconds = 1;

/** Keeps in the realm's clients of workspaces who may sign in, and by which keys their BFFs prove themselves. */
export const createSignInLoop = (
  { store, logger, registry, monitor }: LoopContext,
  deps: { signInClients: SignInClients; place: Place; localBffPort: number | undefined },
): Loop => {
  const unsynced = new Gauge({
    name: "workspace_sign_ins_unsynced",
    help: "Workspaces whose latest members, grants or keys were not sent to the realm yet",
    registers: [registry],
    async collect() {
      unsynced.set(await store.signIns.countUnsynced().catch(() => Number.NaN));
    },
  });
  return repeat("sign-ins", {
    intervalSeconds,
    monitor,
    turn: () =>
      syncSignIns({
        ...deps,
        store,
        onFailed: ({ workspaceId, attempts, error: err }) =>
          logger.warn({ err, workspace_id: workspaceId, attempts }, "a workspace's sign-in was not sent to the realm"),
      }),
  });
};
