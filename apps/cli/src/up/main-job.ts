import { ApiError, routes } from "@cogrion/contract";
import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { setTimeout as sleep } from "node:timers/promises";
import { followWorkspace } from "../api/follow-workspace.ts";
import type { MainJobEvent } from "./progress.ts";

/** What the client's engineer and their cluster do; the local stack plays them with the AWS emulator and a BFF process. */
export type ClientSide = {
  /** The account that the workspace goes to. */
  awsAccountId: string;
  roleName: string;
  /** Makes the role of the onboarding template, as launching the CloudFormation stack would. Repeatable. */
  createRole(template: { trustPolicy: string; permissionsPolicy: string }): Promise<void>;
  /** Keeps the token where only the BFF reads it; undefined when none is kept yet. */
  readToken(workspaceId: WorkspaceId): Promise<string | undefined>;
  keepToken(workspaceId: WorkspaceId, token: string): Promise<void>;
  /** Starts the BFF of the workspace, or finds it running. */
  startBff(workspaceId: WorkspaceId): Promise<void>;
};

export type MainJobOptions = {
  api: ApiClient;
  accountName: string;
  /** Asked for first; a generated one takes its place where it is taken. */
  slug: string;
  client: ClientSide;
  onEvent: (event: MainJobEvent) => void;
  signal: AbortSignal;
  /** How long a started BFF may take to be seen as healthy. */
  healthTimeoutSeconds?: number;
};

/** The workspace did not come to life; the message says what to do next. */
export class MainJobError extends Error {
  readonly workspace: WorkspaceView | undefined;
  constructor(message: string, workspace?: WorkspaceView) {
    super(message);
    this.name = "MainJobError";
    this.workspace = workspace;
  }
}

/** From nothing to a healthy workspace. Each part finds what an earlier run made, so that a second run repeats nothing. */
export const runMainJob = async (options: MainJobOptions): Promise<WorkspaceView> => {
  const accountId = await ensureAccount(options);
  let workspace = await ensureWorkspace(options, accountId);
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
    await makeRole(options, workspace.id);
    isRoleMade = true;
    workspace = await options.api.call(routes.retryWorkspace, { params: { workspace_id: workspace.id } });
  }
  await ensureToken(options, workspace.id);
  const beganAt = Date.now();
  await options.client.startBff(workspace.id);
  options.onEvent({ kind: "bff_started", workspaceId: workspace.id });
  return awaitHealthy(options, workspace.id, beganAt);
};

const stoppedAt = (workspace: WorkspaceView): MainJobError => {
  const why = workspace.hint === null ? "" : `: ${workspace.hint.summary} ${workspace.hint.action}`;
  return new MainJobError(`${workspace.id} is ${workspace.state}${why}`, workspace);
};

const ensureAccount = async ({ api, accountName, onEvent }: MainJobOptions): Promise<string> => {
  const { items } = await api.call(routes.listAccounts, {});
  const existing = items.find((account) => account.name === accountName);
  const account =
    existing ??
    (await api.call(routes.createAccount, {
      body: { name: accountName },
      headers: { "idempotency-key": `up-account-${accountName.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}` },
    }));
  onEvent({ kind: "account", accountId: account.id, isNew: existing === undefined });
  return account.id;
};

const ensureWorkspace = async (options: MainJobOptions, accountId: string): Promise<WorkspaceView> => {
  const { api, client, slug } = options;
  const { items } = await api.call(routes.listWorkspaces, { query: { account_id: accountId } });
  const existing = items.find((each) => each.state !== "deleted" && each.state !== "deleting");
  if (existing !== undefined) return existing;
  const aws = { account_id: client.awsAccountId, role_name: client.roleName };
  try {
    return await api.call(routes.createWorkspace, { body: { account_id: accountId, slug, aws } });
  } catch (error) {
    // Ids are never reused: after a deletion, or in a second region, the slug belongs to somebody.
    if (!(error instanceof ApiError) || error.problem.code !== "workspace_slug_taken") throw error;
    return await api.call(routes.createWorkspace, { body: { account_id: accountId, aws } });
  }
};

const makeRole = async ({ api, client, onEvent }: MainJobOptions, workspaceId: WorkspaceId): Promise<void> => {
  const template = await api.call(routes.getOnboardingTemplate, { params: { workspace_id: workspaceId } });
  await client.createRole({ trustPolicy: template.trust_policy, permissionsPolicy: template.permissions_policy });
  onEvent({ kind: "role_created", workspaceId, awsAccountId: client.awsAccountId });
};

const ensureToken = async ({ api, client }: MainJobOptions, workspaceId: WorkspaceId): Promise<void> => {
  if ((await client.readToken(workspaceId)) !== undefined) return;
  const minted = await api.call(routes.mintToken, { params: { workspace_id: workspaceId }, body: { name: "bff" } });
  await client.keepToken(workspaceId, minted.token);
};

/** A heartbeat of an earlier run can be recent enough to count as health: only one of this BFF does. */
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
        `${workspaceId} is ${workspace.state}, ${health}; read what its BFF says: ./cogrion logs bff`,
        workspace,
      );
    }
    await sleep(250, undefined, { signal: options.signal });
  }
};
