import type { AuditExportFormat } from "@cogrion/contract";
import { auditExportFormats, routes } from "@cogrion/contract";
import { auditOutcomes } from "@cogrion/domain";
import type { Command } from "commander";
import { Option } from "commander";
import type { ApiOptions } from "../client/connection.ts";
import { connect, withApiOptions } from "../client/connection.ts";
import type { PageOptions } from "../client/pages.ts";
import { printPage, withPageOptions } from "../client/pages.ts";
import { saveExport } from "../audit/save-export.ts";
import { factsOf } from "../render/text.ts";
import { parseAccountId } from "./arguments.ts";
import type { RegionVerification } from "../audit/conclude.ts";
import { registerVerify } from "./audit-verify.ts";
import { withExamples } from "./help.ts";
import { cogrion } from "../invocation.ts";

type OfAccount = ApiOptions & { account: string };
type FilterOptions = {
  actorId?: string;
  action?: string;
  targetKind?: string;
  targetId?: string;
  outcome?: (typeof auditOutcomes)[number];
  from?: string;
  to?: string;
};

const example = "--account 01932c07-3b1e-7c5a-9a53-5f0a4f6a2f10";

const withFilters = (command: Command): Command =>
  command
    .option("--actor-id <id>", "only events of this principal or workspace")
    .option("--action <action>", "only this action, such as workspace.created")
    .option("--target-kind <kind>", "only targets of this kind, such as workspace")
    .option("--target-id <id>", "only this target, such as w-acme")
    .addOption(new Option("--outcome <outcome>", "only events with this outcome").choices(auditOutcomes))
    .option("--from <time>", "only events at this time or later (RFC 3339)")
    .option("--to <time>", "only events before this time (RFC 3339)");

const queryOf = ({ actorId, action, targetKind, targetId, outcome, from, to }: FilterOptions) => ({
  actor_id: actorId,
  action,
  target_kind: targetKind,
  target_id: targetId,
  outcome,
  from,
  to,
});

export const register = (program: Command, region?: RegionVerification): void => {
  const audit = program.command("audit").summary("list, export and verify an account's audit log");
  const ofAccount = (name: string, summary: string): Command =>
    withApiOptions(
      audit
        .command(name)
        .summary(summary)
        .requiredOption("--account <id>", `the account (${cogrion} account list)`, parseAccountId),
    );

  withExamples(
    withPageOptions(withFilters(ofAccount("list", "list the events, newest first"))).action(list),
    `audit list ${example} --target-id w-acme`,
    `audit list ${example} --outcome refused --from 2026-03-01T00:00:00Z`,
  );
  withExamples(
    withFilters(ofAccount("export", "write the events to a file, oldest first"))
      .addOption(new Option("--format <format>", "file format").choices(auditExportFormats).default("ndjson"))
      .requiredOption("--output <file>", "the file; - for standard output")
      .action(save),
    `audit export ${example} --format csv --output audit.csv`,
    `audit export ${example} --output - | jq -r .action`,
  );
  withExamples(
    ofAccount("head", "print the sequence and hash of the newest event; store them elsewhere").action(showHead),
    `audit head ${example} --json >> anchors.ndjson`,
  );
  registerVerify(audit, region);
};

const list = async (options: OfAccount & FilterOptions & PageOptions): Promise<void> => {
  const api = await connect(options);
  const { account, limit, cursor } = options;
  const query = { ...queryOf(options), limit, cursor };
  printPage(await api.call(routes.listAudit, { params: { account_id: account }, query }), {
    json: options.json,
    head: ["event", "at", "actor", "action", "target", "outcome", "from"],
    row: ({ sequence, at, actor, action, target, outcome, source_ip: sourceIp }) => [
      String(sequence),
      at,
      `${actor.kind} ${actor.id}`,
      action,
      `${target.kind} ${target.id}`,
      outcome,
      sourceIp ?? "",
    ],
    empty: "Nothing found.",
  });
};

const save = async (
  options: OfAccount & FilterOptions & { format: AuditExportFormat; output: string },
): Promise<void> => {
  const { account, format, output, json } = options;
  const api = await connect(options);
  const query = { ...queryOf(options), format };
  const file = await api.download(routes.exportAudit, { params: { account_id: account }, query });
  const bytes = await saveExport(file, { output, format });
  if (output === "-") return;
  console.log(json === true ? JSON.stringify({ file: output, format, bytes }) : `Wrote ${output}, ${bytes} bytes.`);
};

const showHead = async (options: OfAccount): Promise<void> => {
  const api = await connect(options);
  const head = await api.call(routes.getAuditHead, { params: { account_id: options.account } });
  const { account_id: account, sequence, hash } = head;
  console.log(options.json === true ? JSON.stringify(head) : factsOf({ account, event: sequence, hash }));
};
