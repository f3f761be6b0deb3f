import type { Command } from "commander";

/**
 * The verbs of `edge`; each phase of leaving Cloudflare registers under the verbs that it needs.
 */
export type EdgeVerbs = { backfill: Command; verify: Command; cutover: Command; rollback: Command };
