import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { AwsCall } from "./call.ts";
import { services } from "./call.ts";

const matcher = z.strictObject({
  service: z.enum(services),
  action: z.string().min(1),
  /** The account of the call; without it, any. */
  accountId: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** How many matching calls pass unchanged first. */
  skip: z.int().min(0).default(0),
});

export const ruleSchema = matcher.extend({
  /** How many calls are affected; without it, all. */
  times: z.int().min(1).optional(),
  kind: z.enum(["throttle", "access_denied", "internal_error", "timeout", "lost_answer", "quota", "error"]),
  /** For `error`: what AWS returns. */
  error: z
    .strictObject({ code: z.string(), message: z.string(), status: z.int().min(400).max(599).default(400) })
    .optional(),
});
export type FaultRule = z.infer<typeof ruleSchema>;

export const gateSchema = matcher.extend({
  /** `before`: the call has not run; `after`: it has run, and its response is withheld. */
  at: z.enum(["before", "after"]),
});
type GateSpec = z.infer<typeof gateSchema>;

type Gate = GateSpec & { id: string; isHolding: boolean; release: () => void; released: Promise<void> };

export type LoggedCall = { service: string; action: string; accountId: string; status: number; at: number };

const matches = (each: z.infer<typeof matcher>, call: AwsCall, accountId: string): boolean =>
  each.service === call.service &&
  (each.action === "*" || each.action === call.action) &&
  (each.accountId === undefined || each.accountId === accountId);

/**
 * What tests can request from the strict layer: failures to inject, calls to hold, and the log of
 * calls.
 */
export const createFaults = () => {
  let rules: FaultRule[] = [];
  let gates: Gate[] = [];
  let log: LoggedCall[] = [];
  return {
    addRule: (rule: FaultRule): void => void rules.push(rule),
    takeRule(call: AwsCall, accountId: string): FaultRule | undefined {
      const rule = rules.find((each) => matches(each, call, accountId));
      if (rule === undefined) return undefined;
      if (rule.skip > 0) {
        rule.skip -= 1;
        return undefined;
      }
      if (rule.times !== undefined) {
        rule.times -= 1;
        if (rule.times === 0) rules = rules.filter((each) => each !== rule);
      }
      return rule;
    },
    addGate(spec: GateSpec): { id: string } {
      const { promise: released, resolve: release } = Promise.withResolvers<void>();
      const gate = { ...spec, id: randomUUID(), isHolding: false, release, released };
      gates.push(gate);
      return { id: gate.id };
    },
    /**
     * Waits while a gate at this moment holds the call. A gate holds one call, and all later calls
     * of its kind with it.
     */
    async pass(call: AwsCall, accountId: string, at: Gate["at"]): Promise<void> {
      const gate = gates.find((each) => each.at === at && matches(each, call, accountId));
      if (gate === undefined) return;
      if (gate.skip > 0) {
        gate.skip -= 1;
        return;
      }
      gate.isHolding = true;
      await gate.released;
    },
    isHolding: (id: string): boolean | undefined => gates.find((gate) => gate.id === id)?.isHolding,
    release(id: string): void {
      gates.find((gate) => gate.id === id)?.release();
      gates = gates.filter((gate) => gate.id !== id);
    },
    record(entry: LoggedCall): void {
      log.push(entry);
      if (log.length > 20_000) log = log.slice(-10_000);
    },
    calls: (): readonly LoggedCall[] => log,
    clearCalls(): void {
      log = [];
    },
    clear(): void {
      for (const gate of gates) gate.release();
      rules = [];
      gates = [];
      log = [];
    },
  };
};
export type Faults = ReturnType<typeof createFaults>;
