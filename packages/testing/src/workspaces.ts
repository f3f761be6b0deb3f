import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { createClientRole } from "@cogrion/emulators/aws/index";
import type { System } from "./system.ts";
import { until } from "./until.ts";

export const readWorkspace = (api: ApiClient, id: WorkspaceId): Promise<WorkspaceView> =>
  api.call(routes.getWorkspace, { params: { workspace_id: id } });

/** Waits, also through outages, until the workspace is in one of the states. */
export const inState = (
  api: ApiClient,
  id: WorkspaceId,
  states: readonly WorkspaceState[],
  seconds = 150,
): Promise<WorkspaceView> =>
  until(
    `${id} in ${states.join(" or ")}`,
    async () => {
      const workspace = await readWorkspace(api, id);
      return states.includes(workspace.state) ? workspace : undefined;
    },
    seconds,
  );

/** Creates a workspace and waits for its preflight, which finds no role yet. */
export const askForWorkspace = async (
  api: ApiClient,
  options: { accountId: string; slug: string; awsAccountId: string },
): Promise<WorkspaceId> => {
  const { id } = await api.call(routes.createWorkspace, {
    body: { account_id: options.accountId, slug: options.slug, aws: { account_id: options.awsAccountId } },
  });
  await inState(api, id, ["blocked"]);
  return id;
};

type Statement = { Action: string[] };
type Policy = { Version: string; Statement: Statement[] };

/** Launches the onboarding template in the emulator, without the given permissions. */
export const launchTemplate = async (
  system: { parts: { aws: Pick<System["parts"]["aws"], "endpointUrl"> } },
  api: ApiClient,
  id: WorkspaceId,
  change: { without?: string; trustPolicy?: (policy: string) => string } = {},
): Promise<void> => {
  const template = await api.call(routes.getOnboardingTemplate, { params: { workspace_id: id } });
  const { aws } = await readWorkspace(api, id);
  const policy = JSON.parse(template.permissions_policy) as Policy;
  const kept = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => action !== change.without),
  })).filter((statement) => statement.Action.length > 0);
  await createClientRole({
    endpointUrl: system.parts.aws.endpointUrl,
    accountId: aws.account_id,
    roleName: template.role_name,
    trustPolicy: change.trustPolicy?.(template.trust_policy) ?? template.trust_policy,
    permissionsPolicy: JSON.stringify({ ...policy, Statement: kept }),
  });
};

export const retry = (api: ApiClient, id: WorkspaceId): Promise<WorkspaceView> =>
  api.call(routes.retryWorkspace, { params: { workspace_id: id } });
