import { routes } from "@cogrion/contract";
import type { ApiClient, WorkspaceView } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import type { Command } from "commander";
import { requireMeant, requireTerminal } from "../client/confirm.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect } from "../client/connection.ts";
import { exitCodeOfDeletion, exitCodeOfWorkspace, nameAfterwards } from "../client/outcome.ts";
import { watchToEnd } from "../client/watch.ts";
import { UsageError } from "../failure.ts";
import { cogrion } from "../invocation.ts";
import { printWorkspace } from "../render/workspace.ts";
import { withExamples, withExitCodes } from "./help.ts";
import { parseAwsAccountId, parseAwsRegion, parseRoleName } from "./workspace-arguments.ts";

export type WatchOptions = ApiOptions & { watch?: boolean };
type ConfirmedOptions = WatchOptions & { yes?: boolean };
type CorrectOptions = ApiOptions & { awsAccount?: string; roleName?: string; awsRegion?: string };

export const registerChanging = (onWorkspace: (name: string, summary: string) => Command): void => {
  withExitCodes(onWorkspace("retry", "resume provisioning once the hinted problem is fixed"))
    .option("--watch", "show the nine steps until provisioning ends or is blocked")
    .action(async (id: WorkspaceId, options: WatchOptions) => {
      const api = await connect(options);
      const asked = await api.call(routes.retryWorkspace, { params: { workspace_id: id } });
      await finish(api, asked, options, false);
    });

  withExamples(
    withExitCodes(onWorkspace("repair", "create again what is missing of a provisioned workspace"))
      .option("--watch", "show the nine steps until the repair ends or is blocked")
      .action(async (id: WorkspaceId, options: WatchOptions) => {
        const api = await connect(options);
        const asked = await api.call(routes.repairWorkspace, { params: { workspace_id: id } });
        await finish(api, asked, options, false);
      }),
    "workspace drift w-acme",
    "workspace repair w-acme --watch",
  );

  const correcting = onWorkspace(
    "correct",
    "correct a wrong AWS account, role or region while nothing was created there",
  )
    .option("--aws-account <number>", "the right AWS account, 12 digits", parseAwsAccountId)
    .option("--role-name <name>", "the right role", parseRoleName)
    .option("--aws-region <region>", "the right AWS region of the certificate", parseAwsRegion)
    .action(correct);
  withExamples(
    withExitCodes(correcting),
    `workspace correct w-acme --aws-account 222222222222 && ${cogrion} workspace retry w-acme --watch`,
  );

  withExitCodes(
    onWorkspace(
      "cancel",
      "stop provisioning and undo what was created, or stop a repair; the name is free again if nothing was created",
    ),
  )
    .option("--yes", "do not ask for confirmation")
    .option("--watch", "show the undo steps until they are finished")
    .action(cancel);

  withExitCodes(
    onWorkspace("delete", "delete the workspace and everything created for it; its name is free again if nothing was"),
  )
    .option("--yes", "do not ask for confirmation; needed where there is no terminal")
    .option("--watch", "show the undo steps until they are finished")
    .action(async (id: WorkspaceId, options: ConfirmedOptions) => {
      const what = { what: `delete ${id}`, otherwise: `${id} stays.` };
      if (options.yes !== true) requireTerminal(what);
      const api = await connect(options);
      if (options.yes !== true) {
        const found = await api.call(routes.getWorkspace, { params: { workspace_id: id } });
        const question = `Delete ${id}, with its zone, its certificate and its sign-in? ${nameAfterwards(found)}`;
        await requireMeant({ ...what, question });
      }
      const asked = await api.call(routes.deleteWorkspace, { params: { workspace_id: id } });
      await finish(api, asked, options, true);
    });
};

const correct = async (id: WorkspaceId, options: CorrectOptions): Promise<void> => {
  const { awsAccount, roleName, awsRegion } = options;
  if (awsAccount === undefined && roleName === undefined && awsRegion === undefined)
    throw new UsageError("Nothing to correct: add --aws-account, --role-name or --aws-region.");
  const api = await connect(options);
  const params = { workspace_id: id };
  // Corrects only the version that was just read, because somebody else may be changing the
  // workspace.
  const { headers } = await api.exchange(routes.getWorkspace, { params });
  const corrected = await api.call(routes.correctWorkspace, {
    params,
    headers: { "if-match": headers.get("etag") ?? "" },
    body: { aws: { account_id: awsAccount, role_name: roleName, region: awsRegion } },
  });
  printWorkspace(corrected, options);
  if (options.json !== true) console.log(`\nNext: ${cogrion} workspace retry ${id} --watch`);
};

/** Asks only on a terminal: a script has already decided, and nobody uses the workspace yet. */
const cancel = async (id: WorkspaceId, options: ConfirmedOptions): Promise<void> => {
  const api = await connect(options);
  const params = { workspace_id: id };
  if (options.yes !== true && process.stdin.isTTY) {
    const question = await questionBeforeCancel(api, id);
    await requireMeant({ what: `cancel ${id}`, question, otherwise: `${id} stays.` });
  }
  const asked = await api.call(routes.cancelWorkspace, { params });
  await finish(api, asked, options, true);
};

const questionBeforeCancel = async (api: ApiClient, id: WorkspaceId): Promise<string> => {
  const workspace = await api.call(routes.getWorkspace, { params: { workspace_id: id } });
  return workspace.provisioned_at === null
    ? `Cancel ${id}, and undo what was created? ${nameAfterwards(workspace)}`
    : `Stop the repair of ${id}? The workspace stays in use as it is.`;
};

/** Shows the changed workspace, or watches it to its end. */
export const finish = async (
  api: ApiClient,
  asked: WorkspaceView,
  options: WatchOptions,
  isDeletion: boolean,
): Promise<void> => {
  if (options.watch !== true) {
    printWorkspace(asked, options);
    if (options.json !== true) console.log(`\nWatch it with: ${cogrion} workspace watch ${asked.id}`);
    return;
  }
  const rested = await watchToEnd(api, asked.id, options);
  process.exitCode = isDeletion ? exitCodeOfDeletion(rested) : exitCodeOfWorkspace(rested);
};
