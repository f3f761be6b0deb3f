import type { Environment, RouteEntry } from "@cogrion/domain";
import type { AskHost } from "../hosts/answers.ts";
import type { LookupHostName } from "./journal.ts";

/** Those of the two that can be asked now. */
export type LookupHosts = Partial<Record<LookupHostName, AskHost>>;

const expectedOf = (entry: RouteEntry | undefined): { status: number; body: string | undefined } => {
  if (entry?.state === "live") return { status: 200, body: JSON.stringify(entry.route) };
  return { status: entry?.state === "damaged" ? 502 : 404, body: undefined };
};

/**
 * Each host's answer about a workspace where it is not what the store behind it holds, as `status
 * body`; undefined where it is. Bodies of errors are the host's own and not compared.
 */
export const wrongAnswersOf = async (
  hosts: LookupHosts,
  environment: Environment,
  workspaceId: string,
  held: Record<LookupHostName, RouteEntry | undefined>,
): Promise<Partial<Record<LookupHostName, string>>> => {
  // The one host of a root domain serves production unless it is asked otherwise.
  const path = `/lookup?tenant=${workspaceId}${environment === "dev" ? "&env=dev" : ""}`;
  const found: Partial<Record<LookupHostName, string>> = {};
  const ask = async (name: LookupHostName): Promise<void> => {
    const host = hosts[name];
    if (host === undefined) return;
    let answer;
    try {
      answer = await host({ method: "GET", path });
    } catch (error) {
      // Of a million requests some fail; the second look tells a failure from a host that is unavailable.
      found[name] = error instanceof Error ? error.message : "no answer";
      return;
    }
    const expected = expectedOf(held[name]);
    const isAsHeld = answer.status === expected.status && (expected.body ?? answer.body) === answer.body;
    if (!isAsHeld) found[name] = `${answer.status} ${answer.body.slice(0, 200)}`;
  };
  await Promise.all([ask("cloudflare"), ask("aws")]);
  return found;
};
