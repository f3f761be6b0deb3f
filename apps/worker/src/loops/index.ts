import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import { createMailer } from "@cogrion/mail";
import type { CallBudgets, Orchestrator, RateLimits, Retention } from "@cogrion/domain";
import type { ProvisioningDeps } from "@cogrion/services/provisioning/deps";
import type { Config } from "../config.ts";
import type { LoopContext } from "./context.ts";
import { createDelegationsLoop } from "./delegations.ts";
import { createHealthLoop } from "./health.ts";
import { createMailLoop } from "./mail.ts";
import { createOutboxLoop } from "./outbox.ts";
import { createParentZoneLoop } from "./parent-zone.ts";
import { createPurgeLoops } from "./purge.ts";
import { createReconciliationLoop } from "./reconciliation.ts";
import { createRecoveryLoops } from "./recovery.ts";
import type { Loop } from "./repeat.ts";
import { createReservationLoop } from "./reservations.ts";
import { createServicePrincipalLoop } from "./service-principals.ts";
import { createSignInLoop } from "./sign-ins.ts";

export type RunningLoops = {
  /** Delivers commands now. */
  wakeOutbox: () => void;
  /** Resolves when the current runs are finished. */
  stop(): Promise<void>;
};

export type LoopDeps = {
  config: Config;
  orchestrator: Orchestrator;
  rateLimits: RateLimits;
  callBudgets: CallBudgets;
  retention: Retention;
  provisioning: ProvisioningDeps;
};

export const startLoops = (
  context: LoopContext,
  { config, orchestrator, rateLimits, callBudgets, retention, provisioning }: LoopDeps,
): RunningLoops => {
  const { place, apiUrl, localBffPort } = config;
  const keycloak = { ...config.keycloak, realm: place.region };
  const { tenants, authoritativeDns, parentZone } = provisioning;
  const outbox = createOutboxLoop(context, { orchestrator });
  const loops: Loop[] = [
    outbox,
    createMailLoop(context, { mailer: createMailer(config.smtp), place, apiUrl }),
    createServicePrincipalLoop(context, { clients: createServiceClients(keycloak) }),
    createSignInLoop(context, { signInClients: createSignInClients(keycloak), place, localBffPort }),
    createReservationLoop(context, { tenants }),
    createHealthLoop(context),
    createReconciliationLoop(context, { intervalSeconds: config.reconciliationIntervalSeconds }),
    createParentZoneLoop(context, { parentZone }),
    createDelegationsLoop(context, { authoritativeDns, intervalSeconds: config.delegationLookIntervalSeconds }),
    ...createRecoveryLoops(context, { orchestrator }),
    ...createPurgeLoops(context, { rateLimits, callBudgets, retention }),
  ];
  return {
    wakeOutbox: outbox.wake,
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
};
