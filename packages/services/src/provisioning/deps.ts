import type {
  AuthoritativeDns,
  ClientAccount,
  ClientCertificates,
  ClientContext,
  ClientHostedZones,
  ParentZone,
  Place,
  Routes,
  SignInClients,
  StepId,
  Store,
  Tenants,
  Workspace,
} from "@cogrion/domain";

/** The ports that provisioning works through. */
export type ProvisioningDeps = {
  store: Store;
  place: Place;
  clientAccount: ClientAccount;
  hostedZones: ClientHostedZones;
  certificates: ClientCertificates;
  parentZone: ParentZone;
  authoritativeDns: AuthoritativeDns;
  tenants: Tenants;
  routes: Routes;
  signInClients: SignInClients;
  /** Only in the local stack, whose BFF has a port of its own. */
  localBffPort?: number;
};

export type StepContext = {
  workspace: Workspace;
  client: ClientContext;
};

/** What a step made or found, for people; no secret. */
export type StepResult = Record<string, string>;

/**
 * One of the nine steps. `run` finds before it makes, and can be repeated from any point of an earlier attempt; `undo` removes what `run` may have made, and
 * can be repeated as well.
 */
export type ProvisioningStep = {
  id: StepId;
  run(deps: ProvisioningDeps, context: StepContext): Promise<StepResult>;
  undo(deps: ProvisioningDeps, context: StepContext): Promise<void>;
};
