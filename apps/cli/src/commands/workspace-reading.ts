import { routes } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import type { Command } from "commander";
import { Option } from "commander";
import type { ApiOptions } from "../api/connection.ts";
import { connect } from "../api/connection.ts";
import { tableOf } from "../render/text.ts";

const formats = ["cloudformation", "terraform", "trust-policy", "permissions-policy"] as const;
type Format = (typeof formats)[number];

/** What there is to read of a workspace beside itself. */
export const registerReading = (onWorkspace: (name: string, summary: string) => Command): void => {
  onWorkspace("template", "what makes the role that it needs in your AWS account")
    .addOption(new Option("--format <format>", "what to print").choices(formats).default("cloudformation"))
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
  onWorkspace("preflight", "what the last look at your AWS account found").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const report = await api.call(routes.getPreflight, { params: { workspace_id: id } });
      const rows = report.checks.map((check) => [check.id, check.status, check.detail]);
      console.log(options.json === true ? JSON.stringify(report) : tableOf(["check", "status", "detail"], rows));
    },
  );
  onWorkspace("ledger", "everything that was made for it, with its state").action(
    async (id: WorkspaceId, options: ApiOptions) => {
      const api = await connect(options);
      const ledger = await api.call(routes.listLedger, { params: { workspace_id: id } });
      const rows = ledger.items.map((entry) => [
        entry.kind,
        entry.status,
        entry.owner,
        entry.name,
        entry.external_id ?? "",
      ]);
      const text =
        rows.length === 0 ? "Nothing was made yet." : tableOf(["kind", "status", "owner", "name", "id"], rows);
      console.log(options.json === true ? JSON.stringify(ledger) : text);
    },
  );
};
