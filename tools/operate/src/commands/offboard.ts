import { hostname, userInfo } from "node:os";
import { requireMeant } from "@cogrion/cli/client/confirm";
import { parseWorkspaceId } from "@cogrion/cli/commands/arguments";
import { withExamples } from "@cogrion/cli/commands/help";
import type { Workspace, WorkspaceId } from "@cogrion/domain";
import { createPool, createStore } from "@cogrion/postgres";
import { forceDeleteWorkspace } from "@cogrion/services/workspaces/force-delete";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { regionDatabaseUrl } from "../audit/region-database.ts";
import { readRegionDatabaseUrl } from "../config.ts";

type DeleteOptions = { force: true; reason: string; region?: string; yes?: boolean; json?: boolean };

export const register = (program: Command): void => {
  const offboarding = program
    .command("offboard")
    .summary("delete a workspace without waiting for its AWS account")
    .description(
      "Withdraws the delegation first, deletes everything of Cogrion's, and tries each resource in the AWS account. A resource that cannot be deleted there is left, and the receipt lists it. The account's audit log gets an event. Works on the region's database: that of COGRION_REGION_DATABASE_URL, or the local stack's.",
    )
    .argument("<id>", "w-{slug}", parseWorkspaceId)
    .requiredOption("--force", "required: members of the account delete without it, through the API")
    .requiredOption("--reason <text>", "for the audit log and the receipt; the customer reads it", parseReason)
    .option("--region <region>", "a region of the local stack")
    .option("--yes", "do not ask for confirmation; needed where there is no terminal")
    .option("--json", "JSON instead of text")
    .action(forceDelete);
  withExamples(offboarding, 'offboard w-acme --force --reason "Ticket 4711: the AWS account was closed"');
};

const parseReason = (text: string): string => {
  const reason = text.trim();
  if (reason.length >= 3 && reason.length <= 500) return reason;
  throw new InvalidArgumentError("A reason has 3 to 500 characters.");
};

const forceDelete = async (id: WorkspaceId, options: DeleteOptions): Promise<void> => {
  const { reason, region, yes, json } = options;
  const question = `Delete ${id}, and leave in the AWS account what cannot be deleted there? No workspace can be named ${id} again.`;
  if (yes !== true) await requireMeant({ what: `delete ${id}`, question, otherwise: `${id} stays.` });
  const user = { name: `${userInfo().username}@${hostname()}` };
  const pool = createPool({
    databaseUrl: await regionDatabaseUrl(region, {
      variable: "COGRION_REGION_DATABASE_URL",
      url: readRegionDatabaseUrl(),
      otherwise: "",
    }),
    applicationName: "cogrion-offboard",
    maxConnections: 1,
  });
  try {
    print(await forceDeleteWorkspace({ store: createStore(pool) }, user, { id, reason }), json === true);
  } finally {
    await pool.end();
  }
};

const print = ({ id, state, accountId }: Workspace, isJson: boolean): void => {
  if (isJson) console.log(JSON.stringify({ id, state, account_id: accountId }));
  else console.log(`${id} is being deleted. Its receipt lists what is left: GET /api/workspaces/${id}/receipt`);
};
