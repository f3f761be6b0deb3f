import type { Environment, RouteEntry } from "@cogrion/domain";
import type { AskHost } from "../hosts/answers.ts";
import type { LookupHostName } from "./journal.ts";

/** The addresses of those hosts that can be queried now. */
export type LookupHosts = Partial<Record<LookupHostName, AskHost>>;

const expectedOf = (entry: RouteEntry | undefined): { status: number; body: string | undefined } => {
  if (entry?.state === "live") return { status: 200, body: JSON.stringify(entry.route) };
  return { status: entry?.state === "damaged" ? 502 : 404, body: undefined };
};

/**
 * Each host's response about a workspace if it differs from its store, as `status body`; undefined
 * if it does not. Bodies of errors are not compared.
 */
export const wrongResponsesOf = async (
  hosts: LookupHosts,
  environment: Environment,
  workspaceId: string,
  held: Record<LookupHostName, RouteEntry | undefined>,
): Promise<Partial<Record<LookupHostName, string>>> => {
  // The single host of a root domain serves production by default.
  const path = `/lookup?tenant=${workspaceId}${environment === "dev" ? "&env=dev" : ""}`;
  const found: Partial<Record<LookupHostName, string>> = {};
  const ask = async (name: LookupHostName): Promise<void> => {
    const host = hosts[name];
    if (host === undefined) return;
    let answer;
    try {
      answer = await host({ method: "GET", path });
    } catch (error) {
      // Among a million requests some fail; the second check distinguishes a failure from an
      // unavailable host.
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
