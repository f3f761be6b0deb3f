import { routes } from "@cogrion/contract";
import type { SignInGrantKind, WorkspaceId } from "@cogrion/domain";
import type { Command } from "commander";
import { requireMeant } from "../client/confirm.ts";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import { UsageError } from "../failure.ts";
import { tableOf } from "../render/text.ts";
import { parseUuid, parseWorkspaceId } from "./arguments.ts";
import { withExamples } from "./help.ts";

type AddOptions = ApiOptions & Partial<Record<SignInGrantKind, string>>;

/** Who may sign in to a workspace beside the members of its account. */
export const registerGrants = (workspace: Command): void => {
  const grant = workspace.command("grant").summary("manage who may sign in beside the account's members");
  const onWorkspace = (name: string, summary: string): Command =>
    withApiOptions(grant.command(name).summary(summary).argument("<id>", "w-{slug}", parseWorkspaceId));

  withExamples(
    onWorkspace("add", "let a person, a mail domain or a group of the realm sign in")
      .option("--person <address>", "this person, who is told by mail")
      .option("--domain <domain>", "everybody with a verified address of this mail domain")
      .option("--group <path>", "the members of this group of the realm, like /engineers")
      .action(add),
    "workspace grant add w-acme --person grace@acme.example",
  );

  onWorkspace("list", "list whom the workspace lets in").action(async (id: WorkspaceId, options: ApiOptions) => {
    const api = await connect(options);
    const grants = await api.call(routes.listSignInGrants, { params: { workspace_id: id } });
    const rows = grants.items.map((each) => [each.id, each.kind, each.value, each.created_at]);
    const text = rows.length === 0 ? "Nothing found." : tableOf(["id", "kind", "value", "granted"], rows);
    console.log(options.json === true ? JSON.stringify(grants) : text);
    if (options.json !== true && !grants.is_in_force) console.log("The latest change is not in force yet.");
  });

  onWorkspace("revoke", "take a grant back; sessions end within 5 minutes")
    .argument("<grant-id>", "as the list shows it", parseUuid)
    .option("--yes", "do not ask for confirmation; needed where there is no terminal")
    .action(async (id: WorkspaceId, grantId: string, options: ApiOptions & { yes?: boolean }) => {
      const question = `Take the grant ${grantId} of ${id} back?`;
      if (options.yes !== true)
        await requireMeant({ what: `revoke ${grantId}`, question, otherwise: "The grant stays." });
      const api = await connect(options);
      await api.call(routes.revokeSignInGrant, { params: { workspace_id: id, grant_id: grantId } });
      console.log(options.json === true ? JSON.stringify({ id: grantId }) : `Took ${grantId} back.`);
    });
};

const kinds = ["person", "domain", "group"] as const;

const add = async (id: WorkspaceId, options: AddOptions): Promise<void> => {
  const given = kinds.flatMap((kind) => (options[kind] === undefined ? [] : [{ kind, value: options[kind] }]));
  const [body] = given;
  if (body === undefined || given.length > 1) throw new UsageError("Say whom: one of --person, --domain and --group.");
  const api = await connect(options);
  const granted = await api.call(routes.createSignInGrant, { params: { workspace_id: id }, body });
  console.log(options.json === true ? JSON.stringify(granted) : `Granted to the ${granted.kind} ${granted.value}.`);
};
