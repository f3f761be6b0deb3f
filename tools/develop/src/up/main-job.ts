import { ApiError, routes } from "@cogrion/contract";
import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { followWorkspace } from "@cogrion/cli/client/follow-workspace";
import type { OwnWorkspaceMemory } from "./own-workspace.ts";
import { ensureOwnWorkspace } from "./own-workspace.ts";
import type { MainJobEvent } from "./progress.ts";

/**
 * What the client's engineer and their cluster do; the local stack plays them with the AWS emulator
 * and a BFF process.
 */
export type ClientSide = {
  /** The account of a new workspace. */
  awsAccountId: string;
  /** Launches the CloudFormation template in the workspace's AWS account. Repeatable. */
  launchTemplate(workspace: WorkspaceView, template: string): Promise<void>;
  /** Stores the token where only the BFF reads it; undefined if none is stored yet. */
  readToken(workspaceId: WorkspaceId): Promise<string | undefined>;
  keepToken(workspaceId: WorkspaceId, token: string): Promise<void>;
  /** Starts the BFF of the workspace; returns its URL. */
  startBff(workspaceId: WorkspaceId): Promise<string>;
};

export type MainJobOptions = {
  api: ApiClient;
  /** Which workspace belongs to this job. */
  memory: OwnWorkspaceMemory;
  accountName: string;
  /** The preferred slug; if it is taken, a generated one replaces it. */
  slug: string;
  client: ClientSide;
  onEvent: (event: MainJobEvent) => void;
  signal: AbortSignal;
  /** How long a started BFF may take until it is reported as healthy. */
  healthTimeoutSeconds?: number;
};

/** The workspace did not become healthy; the message says what to do next. */
export class MainJobError extends Error {
  readonly workspace: WorkspaceView | undefined;
  constructor(message: string, workspace?: WorkspaceView) {
    super(message);
    this.name = "MainJobError";
    this.workspace = workspace;
  }
}

/**
 * From nothing to a healthy workspace. Each part finds what an earlier run created, so a second run
 * repeats nothing.
 */
export const runMainJob = async (options: MainJobOptions): Promise<WorkspaceView> => {
  const { api, memory, accountName, slug, client } = options;
  let workspace = await ensureOwnWorkspace({
    api,
    memory,
    accountName,
    slug,
    awsAccountId: client.awsAccountId,
    onAccount: (account) => options.onEvent({ kind: "account", ...account }),
  });
  options.onEvent({ kind: "workspace", workspace });

  let isRoleMade = false;
  for (;;) {
    workspace = await followWorkspace(options.api, workspace.id, {
      onEvent: (event) => options.onEvent({ kind: "event", event }),
      signal: options.signal,
    });
    if (workspace.state === "awaiting_bff" || workspace.state === "active") break;
    const isRoleMissing = workspace.state === "blocked" && workspace.hint?.code === "role_not_assumable";
    if (!isRoleMissing || isRoleMade) throw stoppedAt(workspace);
    await makeRole(options, workspace);
    isRoleMade = true;
    workspace = await options.api.call(routes.retryWorkspace, { params: { workspace_id: workspace.id } });
  }
  await ensureToken(options, workspace.id);
  const beganAt = Date.now();
  const bffUrl = await options.client.startBff(workspace.id);
  options.onEvent({ kind: "bff_started", workspaceId: workspace.id });
  const healthy = await awaitHealthy(options, workspace.id, beganAt);
  if (workspace.bff !== null && workspace.bff.url !== bffUrl) await awaitMoved(options, healthy, bffUrl);
  return healthy;
};

const stoppedAt = (workspace: WorkspaceView): MainJobError => {
  const why = workspace.hint === null ? "" : `: ${workspace.hint.summary} ${workspace.hint.action}`;
  return new MainJobError(`${workspace.id} is ${workspace.state}${why}`, workspace);
};

const makeRole = async ({ api, client, onEvent }: MainJobOptions, workspace: WorkspaceView): Promise<void> => {
  const { cloudformation } = await api.call(routes.getOnboardingTemplate, { params: { workspace_id: workspace.id } });
  await client.launchTemplate(workspace, cloudformation);
  onEvent({ kind: "role_created", workspaceId: workspace.id, awsAccountId: workspace.aws.account_id });
};

const ensureToken = async ({ api, client }: MainJobOptions, workspaceId: WorkspaceId): Promise<void> => {
  if ((await client.readToken(workspaceId)) !== undefined) return;
  const minted = await api.call(routes.mintToken, { params: { workspace_id: workspaceId }, body: { name: "bff" } });
  await client.keepToken(workspaceId, minted.token);
};

/**
 * A heartbeat of an earlier run can be recent enough to count as healthy; only one of this BFF does
 * count here.
 */
const awaitHealthy = async (
  options: MainJobOptions,
  workspaceId: WorkspaceId,
  beganAt: number,
): Promise<WorkspaceView> => {
  const deadline = Date.now() + (options.healthTimeoutSeconds ?? 60) * 1000;
  for (;;) {
    const workspace = await options.api.call(routes.getWorkspace, { params: { workspace_id: workspaceId } });
    const isBeating = Date.parse(workspace.bff?.last_heartbeat_at ?? "") >= beganAt;
    if (workspace.state === "active" && workspace.health === "healthy" && isBeating) {
      options.onEvent({ kind: "healthy", workspace });
      return workspace;
    }
    if (Date.now() > deadline) {
      const health = workspace.health ?? "without a BFF";
      throw new MainJobError(
        `${workspaceId} is ${workspace.state}, ${health}; check its BFF's log: ./cogrion logs bff`,
        workspace,
      );
    }
    await sleep(250, undefined, { signal: options.signal });
  }
};

/**
 * After a change of ports: the registration triggers a reconciliation of everything that points to
 * the BFF, which repairs what was published.
 */
const awaitMoved = async (options: MainJobOptions, workspace: WorkspaceView, bffUrl: string): Promise<void> => {
  const registeredAt = Date.parse(workspace.bff?.registered_at ?? "");
  const deadline = Date.now() + (options.healthTimeoutSeconds ?? 60) * 1000;
  while ((await lastComparisonAt(options.api, workspace.id)) < registeredAt) {
    if (Date.now() > deadline) {
      throw new MainJobError(
        `${workspace.id} is healthy, but its route does not lead to ${bffUrl} yet; check the worker's log: ./cogrion logs worker`,
        workspace,
      );
    }
    await sleep(250, undefined, { signal: options.signal });
  }
  options.onEvent({ kind: "moved", workspaceId: workspace.id, bffUrl });
};

/** Time of the last reconciliation in milliseconds since 1970; 0 for never. */
const lastComparisonAt = async (api: ApiClient, workspaceId: WorkspaceId): Promise<number> => {
  try {
    return Date.parse((await api.call(routes.getDrift, { params: { workspace_id: workspaceId } })).checked_at);
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "drift_not_found") return 0;
    throw error;
  }
};
