import { z } from "zod";
import { until } from "./until.ts";

type Match = { service: string; action: string; skip?: number };
export type AwsGate = { held: Promise<unknown>; release(): Promise<void> };

/** What tests can request from the emulator's strict layer. */
export const strictAws = (endpointUrl: string) => {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${endpointUrl}/_strict/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the strict layer answered ${response.status} to ${method} ${path}`);
    return response.json();
  };
  return {
    fault: (rule: Match & { kind: string; times?: number; error?: { code: string; message: string } }) =>
      send("POST", "rules", rule),
    acm: (change: { failure?: string; neverValidates?: boolean }) => send("POST", "acm", change),
    clear: () => send("DELETE", "all"),
    async gate(match: Match, at: "before" | "after"): Promise<AwsGate> {
      const { id } = z.object({ id: z.string() }).parse(await send("POST", "gates", { ...match, at }));
      const isHolding = async (): Promise<boolean> =>
        z.object({ isHolding: z.boolean() }).parse(await send("GET", `gates/${id}`)).isHolding;
      return {
        held: until(`a held ${match.action}`, isHolding),
        async release() {
          await send("DELETE", `gates/${id}`);
        },
      };
    },
    async calls() {
      return z
        .array(z.object({ service: z.string(), action: z.string(), accountId: z.string(), status: z.number() }))
        .parse(await send("GET", "calls"));
    },
  };
};
export type StrictAws = ReturnType<typeof strictAws>;
