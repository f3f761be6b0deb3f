import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { createCredentials } from "./credentials.ts";
import type { Faults } from "./faults.ts";
import { gateSchema, ruleSchema } from "./faults.ts";
import type { AcmRules } from "./rules/acm.ts";
import type { RegionRules } from "./rules/regions.ts";
import type { Route53Rules } from "./rules/route53.ts";

export type ControlDeps = {
  credentials: ReturnType<typeof createCredentials>;
  faults: Faults;
  acm: AcmRules;
  regions: RegionRules;
  route53: Route53Rules;
  hasFaults: boolean;
};
export type ControlAnswer = { status: number; body: unknown };

const acmSchema = z.strictObject({ failure: z.string().optional(), neverValidates: z.boolean().optional() });
const route53Schema = z.strictObject({ holdsChanges: z.boolean() });
const quotaSchema = z.strictObject({ hostedZones: z.int().min(0) });
const regionSchema = z.strictObject({ enable: z.string() });
const hour = 3600;

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : JSON.parse(text);
};

const invalid = (error: unknown): ControlAnswer => ({
  status: 400,
  body: { message: error instanceof z.ZodError ? z.prettifyError(error) : "the body is not JSON" },
});

/**
 * What AWS does not have, under `/_strict/`: the root of any account, its regions and quotas,
 * and, for tests, faults, gates and the log of calls. Loopback only.
 */
export const handleControl = (request: IncomingMessage, deps: ControlDeps): Promise<ControlAnswer> =>
  answer(request, deps).catch((error: unknown) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return invalid(error);
    throw error;
  });

const answer = async (request: IncomingMessage, deps: ControlDeps): Promise<ControlAnswer> => {
  const [, , resource = "", id = "", rest = ""] = (request.url ?? "").split("/");
  const is = (method: string, name: string): boolean => request.method === method && resource === name;
  if (is("GET", "ready")) return { status: 200, body: {} };
  if (is("POST", "accounts") && rest === "credentials" && /^\d{12}$/.test(id)) {
    return { status: 200, body: deps.credentials.issue({ accountId: id }, hour) };
  }
  if (is("POST", "accounts") && rest === "regions" && /^\d{12}$/.test(id)) {
    await deps.regions.enable(id, regionSchema.parse(await bodyOf(request)).enable);
    return { status: 200, body: {} };
  }
  if (is("POST", "accounts") && rest === "quotas" && /^\d{12}$/.test(id)) {
    deps.route53.setHostedZoneQuota(id, quotaSchema.parse(await bodyOf(request)).hostedZones);
    return { status: 200, body: {} };
  }
  if (!deps.hasFaults) return { status: 404, body: {} };
  if (is("POST", "rules")) {
    deps.faults.addRule(ruleSchema.parse(await bodyOf(request)));
    return { status: 201, body: {} };
  }
  if (is("POST", "gates")) return { status: 201, body: deps.faults.addGate(gateSchema.parse(await bodyOf(request))) };
  if (is("GET", "gates")) {
    const isHolding = deps.faults.isHolding(id);
    return isHolding === undefined ? { status: 404, body: {} } : { status: 200, body: { isHolding } };
  }
  if (is("DELETE", "gates")) {
    deps.faults.release(id);
    return { status: 200, body: {} };
  }
  if (is("POST", "acm")) {
    const { failure, neverValidates } = acmSchema.parse(await bodyOf(request));
    if (failure !== undefined) deps.acm.fail(failure);
    if (neverValidates !== undefined) deps.acm.neverValidate(neverValidates);
    return { status: 200, body: {} };
  }
  if (is("POST", "route53")) {
    deps.route53.holdChanges(route53Schema.parse(await bodyOf(request)).holdsChanges);
    return { status: 200, body: {} };
  }
  if (is("GET", "calls")) return { status: 200, body: deps.faults.calls() };
  if (is("DELETE", "calls")) {
    deps.faults.clearCalls();
    return { status: 200, body: {} };
  }
  if (is("DELETE", "all")) {
    deps.faults.clear();
    deps.acm.neverValidate(false);
    deps.route53.holdChanges(false);
    return { status: 200, body: {} };
  }
  return { status: 404, body: {} };
};
