import type { ledgerEntry, offboardingReceipt } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import type { Command } from "commander";
import type { z } from "zod";
import { InvalidArgumentError, Option } from "commander";
import type { ApiOptions } from "../client/connection.ts";
import { connect } from "../client/connection.ts";
import { factsOf, tableOf } from "../render/text.ts";
import { withExamples } from "./help.ts";
import { cogrion } from "../invocation.ts";

const formats = ["cloudformation", "terraform", "trust-policy", "permissions-policy"] as const;
type Format = (typeof formats)[number];
type LedgerEntry = z.infer<typeof ledgerEntry>;
type Receipt = z.infer<typeof offboardingReceipt>;

const parseSequence = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("An event's sequence is a whole number.");
};

const ledgerTableOf = (entries: readonly LedgerEntry[]): string =>
  tableOf(
    ["kind", "status", "owner", "name", "id"],
    entries.map((entry) => [entry.kind, entry.status, entry.owner, entry.name, entry.external_id ?? ""]),
  );

/** `step=create_zone status=running`; nested values are only in --json. */
const summaryOf = (data: Record<string, unknown>): string =>
  Object.entries(data)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");

/** If nothing was created in the client's account, nobody had to enter it. */
export const accountIn = (receipt: Pick<Receipt, "is_account_unreachable" | "deleted" | "left">): string => {
  if (receipt.is_account_unreachable) return "could not be reached";
  const wasUsed = [...receipt.deleted, ...receipt.left].some(({ owner }) => owner === "client");
  return wasUsed ? "reached" : "not checked: nothing was created there";
};

/** Commands that read what belongs to a workspace. */
export const registerReading = (onWorkspace: (name: string, summary: string) => Command): void => {
  withExamples(
    onWorkspace("template", "print the template that creates the role in your AWS account").alias("onboarding"),
    "workspace template w-acme > role.yaml",
    "workspace template w-acme --format terraform > role.tf",
  )
    .addOption(new Option("--format <format>", "format of the template").choices(formats).default("cloudformation"))
    .action(async (id: WorkspaceId, options: ApiOptions & { format: Format }) => {
      const api = await connect(options);
      const template = await api.call(routes.getOnboardingTemplate, { params: { workspace_id: id } });
      const texts: Record<Format, string> = {
        cloudformation: template.cloudformation,
        terraform: template.terraform,
        "trust-policy": template.trust_policy,
        "permissions-policy": template.permissions_policy,
      };
      console.log(options.json === true ? JSON.stringify(template) : texts[options.format]);
    });
  onWorkspace("preflight", "show what the last preflight found in your AWS account").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const report = await api.call(routes.getPreflight, { params: { workspace_id: id } });
      const rows = report.checks.map((check) => [check.id, check.status, check.detail]);
      console.log(options.json === true ? JSON.stringify(report) : tableOf(["check", "status", "detail"], rows));
    },
  );
  onWorkspace("drift", "show resources that changed since they were created").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const report = await api.call(routes.getDrift, { params: { workspace_id: id } });
      const rows = report.items.map((each) => {
        const whose = each.is_repaired ? "repaired" : `for the ${each.owner} to fix`;
        return [each.kind, each.finding, whose, each.detail];
      });
      const text = rows.length === 0 ? "Nothing has changed." : tableOf(["kind", "finding", "state", "detail"], rows);
      const repairable = report.items.some((each) => !each.is_repaired);
      const next = `\n\nCreate again what is missing: ${cogrion} workspace repair ${id} --watch`;
      console.log(
        options.json === true
          ? JSON.stringify(report)
          : `Compared at ${report.checked_at}.\n${text}${repairable ? next : ""}`,
      );
    },
  );
  onWorkspace("ledger", "list every resource that was created for it, with its state").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const ledger = await api.call(routes.listLedger, { params: { workspace_id: id } });
      const text = ledger.items.length === 0 ? "Nothing was created yet." : ledgerTableOf(ledger.items);
      console.log(options.json === true ? JSON.stringify(ledger) : text);
    },
  );
  onWorkspace("receipt", "show what its deletion removed, and what is left").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const receipt = await api.call(routes.getReceipt, { params: { workspace_id: id } });
      if (options.json === true) {
        console.log(JSON.stringify(receipt));
        return;
      }
      const { finished_at: finished, deleted, left } = receipt;
      console.log(factsOf({ finished, "AWS account": accountIn(receipt) }));
      for (const [title, entries] of [
        ["Deleted", deleted],
        ["Left behind, for you to delete", left],
      ] as const) {
        if (entries.length > 0) console.log(`\n${title}:\n${ledgerTableOf(entries)}`);
      }
    },
  );
  onWorkspace("events", "list its events, oldest first; at most 500 at once")
    .option("--after <sequence>", "only events after this sequence number", parseSequence, 0)
    .action(async (id: WorkspaceId, options: ApiOptions & { after: number }) => {
      const api = await connect(options);
      const events = await api.call(routes.streamEvents, {
        params: { workspace_id: id },
        headers: { "last-event-id": String(options.after) },
      });
      const rows = events.items.map(({ sequence, at, type, data }) => [String(sequence), at, type, summaryOf(data)]);
      const text = rows.length === 0 ? "Nothing found." : tableOf(["sequence", "at", "type", "data"], rows);
      console.log(options.json === true ? JSON.stringify(events) : text);
    });
};
