import type { Command } from "commander";
import { registerAuth } from "./edge-auth.ts";
import { registerDns } from "./edge-dns.ts";
import { registerLookup } from "./edge-lookup.ts";
import { registerStatus } from "./edge-status.ts";
import { registerUi } from "./edge-ui.ts";
import type { EdgeVerbs } from "./edge-verbs.ts";

export const register = (program: Command): void => {
  const edge = program.command("edge").summary("move from Cloudflare to AWS, or back, one phase at a time");
  registerStatus(edge);
  const verb = (name: string, summary: string): Command => edge.command(name).summary(summary);
  const verbs: EdgeVerbs = {
    backfill: verb("backfill", "copy to AWS what is missing there; repeatable"),
    verify: verb("verify", "compare both hosts; changes nothing without --repair"),
    cutover: verb("cutover", "point a public name at AWS, or print what to set at the registrar"),
    rollback: verb("rollback", "restore a public name's record as it was before its cutover"),
  };
  registerLookup(verbs);
  registerAuth(verbs);
  registerUi(verbs);
  registerDns(verbs);
};
