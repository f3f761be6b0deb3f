import { routes } from "@cogrion/contract";
import type { WorkspaceId, WorkspaceState } from "@cogrion/domain";
import { workspaceStates } from "@cogrion/domain";
import type { Command } from "commander";
import { Option } from "commander";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { exitCodeOfWorkspace, leftoversOf, stateWithLeftovers } from "../client/outcome.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { watchToEnd } from "../client/watch.ts";
import { apiUrlOf } from "../client/api-url.ts";
import { requireMeantForShared } from "../client/shared-environment.ts";
import { parseAccountId, parseWorkspaceId } from "./arguments.ts";
import { parseAwsAccountId, parseAwsRegion, parseRoleName, parseSlug } from "./workspace-arguments.ts";
import { withExamples, withExitCodes } from "./help.ts";
import type { WatchOptions } from "./workspace-changing.ts";
import { finish, registerChanging } from "./workspace-changing.ts";
import { registerReading } from "./workspace-reading.ts";
import { registerGrants } from "./workspace-grant.ts";
import { registerTokens } from "./workspace-token.ts";
import { printWorkspace } from "../render/workspace.ts";
import { cogrion } from "../invocation.ts";

type CreateOptions = WatchOptions & {
  account: string;
  slug?: string;
  awsAccount: string;
  roleName?: string;
  awsRegion?: string;
  yes?: boolean;
};
type ListOptions = ApiOptions & PageOptions & { account?: string; state?: WorkspaceState; search?: string };

export const register = (program: Command): void => {
  const workspace = withExitCodes(program.command("workspace").summary("create, watch, correct and delete workspaces"));

  const onWorkspace = (name: string, summary: string): Command =>
    withApiOptions(workspace.command(name).summary(summary).argument("<id>", "w-{slug}", parseWorkspaceId));

  const creating = withApiOptions(
    workspace
      .command("create")
      .summary("create a workspace in one of your AWS accounts")
      .requiredOption("--account <id>", `the account that owns the workspace (${cogrion} account list)`, parseAccountId)
      .requiredOption("--aws-account <number>", "the AWS account to provision in, 12 digits", parseAwsAccountId)
      .option(
        "--slug <slug>",
        "the id without w-, part of its host names; final once anything was created; generated when absent",
        parseSlug,
      )
      .option("--role-name <name>", "the IAM role that the onboarding template creates there", parseRoleName)
      .option(
        "--aws-region <region>",
        "AWS region of the certificate; the Cogrion region's own when absent",
        parseAwsRegion,
      )
      .option("--yes", "do not ask for confirmation in dev, which is shared; needed there without a terminal")
      .option("--watch", "show the nine steps until provisioning ends or is blocked"),
  ).action(create);
  const example = "workspace create --account 01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10 --aws-account 222222222222";
  withExamples(withExitCodes(creating), `${example} --slug acme --watch`, `${example} --json | jq -r .id`);

  const listing = withApiOptions(
    withPageOptions(
      workspace
        .command("list")
        .summary("list workspaces, newest first")
        .option("--account <id>", "only workspaces of this account", parseAccountId)
        .addOption(new Option("--state <state>", "only workspaces in this state").choices(workspaceStates))
        .option("--search <text>", "start of the id or of a word in it"),
    ),
  ).action(list);
  withExamples(
    listing,
    "workspace list --state blocked",
    "workspace list --state deleted",
    "workspace list --search acme --limit 100 --json | jq -r '.items[].id'",
  );

  onWorkspace("get", "show one workspace: state, health, hint, zone").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const found = await api.call(routes.getWorkspace, { params: { workspace_id: id } });
      printWorkspace(found, options);
      if (options.json !== true && found.left_behind > 0) console.log(`\n${leftoversOf(found)}`);
    },
  );
  const watching = onWorkspace("watch", "show the nine steps until provisioning ends or is blocked").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      process.exitCode = exitCodeOfWorkspace(await watchToEnd(await connect(options), id, options));
    },
  );
  withExamples(
    withExitCodes(watching),
    "workspace watch w-acme",
    "workspace watch w-acme --json | jq -r 'select(.event.type == \"step_changed\") | .event.data.step'",
  );

  registerChanging(onWorkspace);
  registerReading(onWorkspace);
  registerGrants(workspace);
  registerTokens(workspace);
};

const create = async (options: CreateOptions): Promise<void> => {
  if (options.yes !== true) await requireMeantForShared(apiUrlOf(options.apiUrl), options.slug);
  const api = await connect(options);
  const body = {
    account_id: options.account,
    slug: options.slug,
    aws: { account_id: options.awsAccount, role_name: options.roleName, region: options.awsRegion },
  };
  await finish(api, await api.call(routes.createWorkspace, { body }), options, false);
};

const list = async (options: ListOptions): Promise<void> => {
  const api = await connect(options);
  const { account, state, search, limit, cursor } = options;
  const page = await api.call(routes.listWorkspaces, {
    query: { account_id: account, state, search, limit, cursor },
  });
  printPage(page, {
    json: options.json,
    head: ["id", "state", "health", "zone", "created"],
    row: (each) => [each.id, stateWithLeftovers(each), each.health ?? "", each.delegated_zone, each.created_at],
    empty:
      state === undefined && search === undefined
        ? `There is no workspace yet. Create one: ${cogrion} workspace create --help`
        : "No workspace matches.",
  });
};
