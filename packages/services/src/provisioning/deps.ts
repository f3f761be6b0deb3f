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

/** The ports that provisioning uses. */
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
  /** Only in the local stack, whose BFF has a port. */
  localBffPort?: number;
};

export type StepContext = {
  /** The activity for which this runs; it determines in which workspace states it may act. */
  activity: ProvisioningActivity;
  /** The workspace when the activity began. */
  workspace: Workspace;
  client: ClientContext;
};

/** What a step created or found, for people; never a secret. */
export type StepResult = Record<string, string>;

/** How a resource differs from the ledger. */
export type Observation = { finding: DriftFinding; detail: string };

export type ObserveContext = {
  deps: ProvisioningDeps;
  context: StepContext;
  /** What the step recorded in the ledger. */
  entry: LedgerEntry;
  /** The step's row. */
  step: Step;
  /** The workspace's hosted zone; undefined when it does not exist. */
  zone: HostedZone | undefined;
};

/**
 * One of the nine steps. `run` finds before it creates, and can be repeated from any point of an
 * earlier attempt. `undo` deletes what `run` may have created, and can also be repeated. `observe`
 * compares the resource with the ledger and returns undefined if they match; a step that leaves no
 * resource has none. An outage is thrown.
 */
export type ProvisioningStep = {
  id: StepId;
  run(deps: ProvisioningDeps, context: StepContext): Promise<StepResult>;
  undo(deps: ProvisioningDeps, context: StepContext): Promise<void>;
  observe?(observed: ObserveContext): Promise<Observation | undefined>;
};
