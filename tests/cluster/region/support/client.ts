import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { followWorkspace } from "@cogrion/cli/client/follow-workspace";
import type { ApiClient } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { createClientRole } from "@cogrion/emulators/aws/index";
import { checkoutFolder } from "@cogrion/local-stack/env";
import { apiHost, bffHostOf } from "./parts.ts";
import type { Region } from "./release.ts";
import { clientClass } from "./values.ts";

export const awsAccountId = "222222222222";

const follow = (api: ApiClient, id: WorkspaceId) =>
  followWorkspace(api, id, { onEvent: () => undefined, signal: AbortSignal.timeout(300_000) });

/** Asks for a workspace, which is then blocked: the client's AWS account has no role for it yet. */
export const askForWorkspace = async (api: ApiClient, slug: string): Promise<WorkspaceId> => {
  const account = await api.call(routes.createAccount, { body: { name: slug } });
  const body = { account_id: account.id, slug, aws: { account_id: awsAccountId } };
  const { id } = await api.call(routes.createWorkspace, { body });
  await follow(api, id);
  return id;
};

/** Also creates the role. */
export const prepareWorkspace = async (region: Region, api: ApiClient, slug: string): Promise<WorkspaceId> => {
  const id = await askForWorkspace(api, slug);
  const template = await api.call(routes.getOnboardingTemplate, { params: { workspace_id: id } });
  await createClientRole({
    endpointUrl: region.stage.parts.awsEndpointUrl,
    accountId: awsAccountId,
    roleName: template.role_name,
    trustPolicy: template.trust_policy,
    permissionsPolicy: template.permissions_policy,
  });
  return id;
};

/** Runs the nine steps; returns the workspace's state. */
export const provision = async (api: ApiClient, id: WorkspaceId): Promise<string> => {
  await api.call(routes.retryWorkspace, { params: { workspace_id: id } });
  const { state, hint } = await follow(api, id);
  return hint === null ? state : `${state}: ${hint.code}`;
};

/** As a client's engineer does it: a namespace, the workspace's token, the authorities to trust, and the chart. */
export const installBff = async (region: Region, api: ApiClient, id: WorkspaceId): Promise<void> => {
  const { node, parts, images } = region.stage;
  const { token } = await api.call(routes.mintToken, { params: { workspace_id: id }, body: { name: "first cluster" } });
  const folder = node.folder;
  await writeFile(join(folder, "token"), token, { mode: 0o600 });
  await writeFile(join(folder, "trust.crt"), parts.certificates.ca);
  const values = {
    image: images.bff.current,
    environment: {
      WORKSPACE_ID: id,
      CPLANE_API_URL: `https://${apiHost}`,
      BFF_URL: `https://${bffHostOf(id)}`,
      HEARTBEAT_INTERVAL_SECONDS: "1",
    },
    workspaceTokenSecret: "workspace-token",
    trustConfigMap: "trust",
    ingress: { className: clientClass },
  };
  await writeFile(join(folder, "bff.json"), JSON.stringify(values));
  const inClient = (...args: string[]): Promise<string> => region.kubectl("--namespace", "client", ...args);
  await inClient("create", "namespace", "client");
  await inClient("label", "namespace", "client", "pod-security.kubernetes.io/enforce=restricted");
  await inClient("create", "secret", "generic", "workspace-token", `--from-file=token=${join(folder, "token")}`);
  await inClient("create", "configmap", "trust", `--from-file=ca.crt=${join(folder, "trust.crt")}`);
  const chart = join(checkoutFolder, "infra", "charts", "bff");
  const args = ["install", "bff", chart, "--namespace", "client", "--values", join(folder, "bff.json")];
  await region.helm(...args, "--wait", "--timeout", "90s");
};

export const removeBff = async (region: Region): Promise<void> => {
  await region.helm("uninstall", "bff", "--namespace", "client");
  await region.kubectl("delete", "namespace", "client", "--timeout=90s");
};
