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
    .summary("grant and revoke the system roles of Cogrion's staff")
    .description("Works on the primary region's database: that of PRIMARY_DATABASE_URL, or the local stack's.");
  const changing = (name: string, summary: string): Command =>
    staff
      .command(name)
      .summary(summary)
      .requiredOption("--email <address>", "the email address of a person who has signed in before")
      .addOption(
        new Option("--role <role>", "support requests access from customers; operator also sees what is provisioned")
          .choices(systemRoles)
          .makeOptionMandatory(),
      )
      .option("--json", "JSON instead of text");

  withExamples(
    changing("grant", "grant a system role").action((options: ChangeOptions) => change(options, grantSystemRole)),
    "staff grant --email sam@cogrion.com --role support",
  );
  changing("revoke", "revoke a system role; this also ends the person's support access").action(
    (options: ChangeOptions) => change(options, revokeSystemRole),
  );
  staff
    .command("list")
    .summary("list everyone who has a system role")
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
  console.log(rows.length === 0 ? "No one has a system role." : tableOf(["email", "system roles", "uid"], rows));
};

const withPrimary = async <T>(work: (deps: { store: Store }) => Promise<T>): Promise<T> => {
  const databaseUrl = readPrimaryDatabaseUrl() ?? (await primaryDatabaseUrlOfStack());
  if (databaseUrl === undefined) {
    throw new UsageError(
      "Set PRIMARY_DATABASE_URL to the URL of the primary region's database, or start the local stack: ./cogrion up",
    );
  }
  const pool = createPool({ databaseUrl, applicationName: "cogrion-staff", maxConnections: 1 });
  try {
    const { rows } = await pool.query<{ name: string | null }>("select to_regclass('principals')::text as name");
    if (rows[0]?.name !== "principals") {
      throw new UsageError(
        "This database has no principals: it is not the primary region's, or it was not migrated yet.",
      );
    }
    return await work({ store: createStore(pool) });
  } finally {
    await pool.end();
  }
};
