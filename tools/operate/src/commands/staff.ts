import { hostname, userInfo } from "node:os";
import type { Identity, Store, SystemRole } from "@cogrion/domain";
import { systemRoles } from "@cogrion/domain";
import { primaryDatabaseUrlOfStack } from "@cogrion/local-stack";
import { createPool, createStore } from "@cogrion/postgres";
import { grantSystemRole, listStaff, revokeSystemRole } from "@cogrion/services/staff/system-roles";
import type { Command } from "commander";
import { Option } from "commander";
import { readPrimaryDatabaseUrl } from "../config.ts";
import { UsageError } from "@cogrion/cli/failure";
import { tableOf } from "@cogrion/cli/render/text";
import { withExamples } from "@cogrion/cli/commands/help";

type StaffOptions = { json?: boolean };
type ChangeOptions = StaffOptions & { email: string; role: SystemRole };

export const register = (program: Command): void => {
  const staff = program
    .command("staff")
    .summary("who of Cogrion's staff has which system role (operators' tool)")
    .description(
      "Works on the primary region's database: its URL is in PRIMARY_DATABASE_URL, else the local stack's is taken.",
    );
  const changing = (name: string, summary: string): Command =>
    staff
      .command(name)
      .summary(summary)
      .requiredOption("--email <address>", "of somebody who has signed in before")
      .addOption(
        new Option("--role <role>", "support asks customers for access, operator also sees what is provisioned")
          .choices(systemRoles)
          .makeOptionMandatory(),
      )
      .option("--json", "JSON instead of text");

  withExamples(
    changing("grant", "give somebody a system role").action((options: ChangeOptions) =>
      change(options, grantSystemRole),
    ),
    "staff grant --email sam@cogrion.com --role support",
  );
  changing("revoke", "take it away; it ends their support access too").action((options: ChangeOptions) =>
    change(options, revokeSystemRole),
  );
  staff
    .command("list")
    .summary("everybody who has one")
    .option("--json", "JSON instead of text")
    .action(async (options: StaffOptions) => print(await withPrimary(listStaff), options));
};

const change = async ({ email, role, json }: ChangeOptions, work: typeof grantSystemRole): Promise<void> => {
  const user = { name: `${userInfo().username}@${hostname()}` };
  print([await withPrimary((deps) => work(deps, user, { email, role }))], json === true ? { json } : {});
};

const print = (people: Identity[], { json }: StaffOptions): void => {
  const items = people.map(({ uid, email, systemRoles: held }) => ({ uid, email, system_roles: held }));
  if (json === true) {
    console.log(JSON.stringify({ items }));
    return;
  }
  const rows = items.map(({ email, system_roles: held, uid }) => [email, held.join(", ") || "none", uid]);
  console.log(rows.length === 0 ? "Nobody has a system role." : tableOf(["email", "system roles", "uid"], rows));
};

const withPrimary = async <T>(work: (deps: { store: Store }) => Promise<T>): Promise<T> => {
  const databaseUrl = readPrimaryDatabaseUrl() ?? (await primaryDatabaseUrlOfStack());
  if (databaseUrl === undefined) {
    throw new UsageError(
      "Put the URL of the primary region's database into PRIMARY_DATABASE_URL, or start the local stack: ./cogrion up",
    );
  }
  const pool = createPool({ databaseUrl, applicationName: "cogrion-staff", maxConnections: 1 });
  try {
    const { rows } = await pool.query<{ name: string | null }>("select to_regclass('principals')::text as name");
    if (rows[0]?.name !== "principals") {
      throw new UsageError(
        "This database keeps no principals: it is not the primary region's, or was not migrated yet.",
      );
    }
    return await work({ store: createStore(pool) });
  } finally {
    await pool.end();
  }
};
