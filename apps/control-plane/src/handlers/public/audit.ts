import type { auditFilter } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { AuditFilter } from "@cogrion/domain";
import { auditRecordOf } from "@cogrion/domain";
import { exportAudit } from "@cogrion/services/audit/export";
import { getAuditHead } from "@cogrion/services/audit/head";
import { listAudit } from "@cogrion/services/audit/list";
import type { z } from "zod";
import { auditExportText, presentAuditHead } from "../../views/audit.ts";
import type { HandlerDeps, PublicHandlers } from "./deps.ts";

type FilterQuery = z.output<z.ZodObject<typeof auditFilter>>;

const filterOf = ({ actor_id, action, target_kind, target_id, outcome, from, to }: FilterQuery): AuditFilter => ({
  actorId: actor_id,
  action,
  targetKind: target_kind,
  targetId: target_id,
  outcome,
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});

export const createAuditHandlers = (
  deps: HandlerDeps,
): Pick<PublicHandlers, "listAudit" | "getAuditHead" | "exportAudit"> => ({
  async listAudit({ caller, params, query: { limit, cursor, ...query } }) {
    const input = { accountId: params.account_id, filter: filterOf(query), limit, cursor };
    const page = await listAudit(deps, caller, input);
    return { status: 200, body: { items: page.rows.map(auditRecordOf), next_cursor: page.next ?? null } };
  },

  async getAuditHead({ caller, params }) {
    return { status: 200, body: presentAuditHead(await getAuditHead(deps, caller, params.account_id)) };
  },

  async exportAudit({ caller, params, query: { format, ...query } }) {
    const input = { accountId: params.account_id, filter: filterOf(query), format };
    const exported = await exportAudit(deps, caller, input);
    const day = deps.now().toISOString().slice(0, 10);
    return {
      download: {
        mediaType: routes.exportAudit.responses[200].downloads[format].mediaType,
        fileName: `audit-${params.account_id}-${day}.${format}`,
        text: auditExportText(exported, format, deps.now()),
      },
    };
  },
});
