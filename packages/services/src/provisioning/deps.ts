import type {
  AuthoritativeDns,
  ClientAccount,
  ClientCertificates,
  ClientContext,
  ClientHostedZones,
  DriftFinding,
  HostedZone,
  LedgerEntry,
  ParentZone,
  Place,
  ProvisioningActivity,
  Routes,
  SignInClients,
  Step,
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
  /** On whose behalf; says in which states of the workspace it may act. */
  activity: ProvisioningActivity;
  /** As it was when the activity began. */
  workspace: Workspace;
  client: ClientContext;
};

/** What a step created or found, for people; no secret. */
export type StepResult = Record<string, string>;

/** How a thing differs from what the ledger says. */
export type Observation = { finding: DriftFinding; detail: string };

export type ObserveContext = {
  deps: ProvisioningDeps;
  context: StepContext;
  /** What the step recorded. */
  entry: LedgerEntry;
  /** The step's row. */
  step: Step;
  /** The workspace's hosted zone; undefined when it does not exist. */
  zone: HostedZone | undefined;
};

/**
 * One of the nine steps. `run` finds before it creates, and can be repeated from any point of an
 * earlier attempt; `undo` deletes what `run` may have created, and can be repeated as well.
 * `observe` compares the thing with what the ledger says and returns undefined when they agree; a
 * step that leaves nothing behind has none. An outage is thrown.
 */
export type ProvisioningStep = {
  id: StepId;
  run(deps: ProvisioningDeps, context: StepContext): Promise<StepResult>;
  undo(deps: ProvisioningDeps, context: StepContext): Promise<void>;
  observe?(observed: ObserveContext): Promise<Observation | undefined>;
};
