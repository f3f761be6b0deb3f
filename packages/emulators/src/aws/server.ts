import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AwsAnswer } from "./answers.ts";
import { deniedResponse, errorResponse, throttledResponse, unauthenticatedResponse } from "./answers.ts";
import type { AwsCall } from "./call.ts";
import { parseCall } from "./call.ts";
import type { ControlDeps } from "./control.ts";
import { handleControl } from "./control.ts";
import type { AwsCaller } from "./credentials.ts";
import { cogrionAccessKeyId, cogrionAccountId } from "./credentials.ts";
import { authorize } from "./iam/authorize.ts";
import { simulate } from "./iam/simulate.ts";
import type { Moto } from "./moto.ts";
import { refuseStack } from "./rules/cloudformation.ts";
import { handleSts } from "./rules/sts.ts";
import { onlyLocal } from "../local-host.ts";

export type StrictDeps = ControlDeps & { moto: Moto };

/**
 * Undefined for credentials that the emulator did not issue; "expired" for those that were valid
 * before.
 */
const callerOf = (call: AwsCall, { credentials }: StrictDeps): AwsCaller | "expired" | undefined => {
  if (call.sessionToken !== undefined) return credentials.read(call.sessionToken);
  if (call.accessKeyId !== cogrionAccessKeyId) return undefined;
  return { accountId: cogrionAccountId, expiresAt: Number.POSITIVE_INFINITY };
};

const handleCall = async (call: AwsCall, caller: AwsCaller, deps: StrictDeps): Promise<AwsAnswer> => {
  const { moto } = deps;
  const elsewhere = deps.regions.refuse(call, caller.accountId);
  if (elsewhere !== undefined) return elsewhere;
  if (call.service === "sts") return handleSts(call, caller, deps);
  const denied = await authorize(moto, call, caller);
  if (denied !== undefined) return denied;
  if (call.service === "iam" && call.action === "SimulatePrincipalPolicy") return simulate(moto, call, caller);
  if (call.service === "cloudformation") {
    return refuseStack(call) ?? moto.forward(call, caller.accountId);
  }
  if (call.service === "route53") {
    return deps.route53.inTurn(
      call,
      caller.accountId,
      async () =>
        (await deps.route53.refuse(call, caller.accountId)) ??
        deps.route53.amend(call, await moto.forward(call, caller.accountId)),
    );
  }
  const refused = call.service === "acm" ? deps.acm.refuse(call) : undefined;
  if (refused !== undefined) return refused;
  const answer = await moto.forward(call, caller.accountId);
  return call.service === "acm" ? deps.acm.amend(call, answer, caller.accountId) : answer;
};

/** Undefined: the response is lost. */
const respondWithFaults = async (
  call: AwsCall,
  caller: AwsCaller,
  deps: StrictDeps,
): Promise<AwsAnswer | undefined> => {
  const { faults } = deps;
  const rule = faults.takeRule(call, caller.accountId);
  const fault = rule?.kind;
  if (fault === "error") {
    const { code, message, status } = rule?.error ?? { code: "InternalFailure", message: "", status: 500 };
    return errorResponse(call.service, code, message, status);
  }
  if (fault === "throttle") return throttledResponse(call.service);
  if (fault === "internal_error") return errorResponse(call.service, "InternalFailure", "Internal failure", 500);
  if (fault === "access_denied") {
    return deniedResponse(call.service, `User is not authorized to perform: ${call.service}:${call.action}`);
  }
  if (fault === "quota") {
    const code = call.service === "acm" ? "LimitExceededException" : "TooManyHostedZones";
    return errorResponse(call.service, code, "This account has reached a quota.", 400);
  }
  // Neither executed nor responded to: the caller's own timeout ends it.
  if (fault === "timeout") return new Promise(() => undefined);
  await faults.pass(call, caller.accountId, "before");
  const answer = await handleCall(call, caller, deps);
  await faults.pass(call, caller.accountId, "after");
  return fault === "lost_answer" ? undefined : answer;
};

const handle = async (request: IncomingMessage, response: ServerResponse, deps: StrictDeps): Promise<void> => {
  if (request.url?.startsWith("/_strict/") === true) {
    const { status, body } = await handleControl(request, deps);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    return;
  }
  const call = await parseCall(request);
  const caller = call === undefined ? undefined : callerOf(call, deps);
  if (call === undefined || caller === undefined || caller === "expired") {
    const answer = unauthenticatedResponse(call?.service, caller === "expired");
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  const answer = await respondWithFaults(call, caller, deps);
  const { service, action } = call;
  deps.faults.record({ service, action, accountId: caller.accountId, status: answer?.status ?? 0, at: Date.now() });
  if (answer === undefined) {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, answer.headers).end(answer.body);
};

export const startStrictServer = (port: number, deps: StrictDeps): Promise<Server> => {
  const server = createServer(
    onlyLocal((request, response) => {
      handle(request, response, deps).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
        response.end("the emulator's strict layer failed");
      });
    }),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
};
