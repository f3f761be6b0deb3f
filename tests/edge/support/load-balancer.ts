import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { loadBalancerEventOf } from "@cogrion/testing/edge/events";
import { loadRegionalFunction } from "@cogrion/testing/edge/hosts";
import type { RegionId } from "@cogrion/domain";
import type { ListenerRule } from "../../../apps/auth-proxy/src/regional/listener-rules.ts";
import { defaultAction, listenerRulesOf } from "../../../apps/auth-proxy/src/regional/listener-rules.ts";
import { pipeTo } from "./pipe.ts";
import type { StandRegion } from "./stand.ts";

export type RunningLoadBalancer = { stop(): Promise<void> };

/**
 * The region's public load balancer in front of its Keycloak: it follows the same rules as the real
 * one, and calls the same bundle that is deployed behind it.
 */
export const startLoadBalancer = async (
  region: StandRegion,
  environment: Record<string, string>,
): Promise<RunningLoadBalancer> => {
  const toGlobal = await loadRegionalFunction({ ...environment, REGION: region.id });
  const rules = listenerRulesOf(new URL(region.origin).host, region.id as RegionId);
  const server = createServer((request, response) => {
    const rule = rules.find((each) => isMet(each, request));
    if (rule === undefined) {
      response.writeHead(defaultAction.statusCode, { "content-type": defaultAction.contentType });
      response.end(defaultAction.messageBody);
    } else if (rule.forwardTo === "to-global") void respondByFunction(toGlobal.handler, request, response);
    else pipeTo(region.keycloakUrl, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(region.port, "127.0.0.1", resolve);
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await toGlobal.stop();
    },
  };
};

const pathOf = (request: IncomingMessage): string => (request.url ?? "/").split("?")[0] ?? "/";

const isMet = ({ conditions }: ListenerRule, request: IncomingMessage): boolean =>
  conditions.every((condition) => {
    if (condition.field === "host-header") return condition.values.includes(request.headers.host ?? "");
    if (condition.field === "http-header") return condition.values.includes(String(request.headers[condition.name]));
    return condition.regexValues.some((value) => new RegExp(value).test(pathOf(request)));
  });

type RegionalFunction = Awaited<ReturnType<typeof loadRegionalFunction>>["handler"];

const respondByFunction = async (
  handler: RegionalFunction,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const result = await handler(
    loadBalancerEventOf({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: request.headers,
      body: Buffer.concat(chunks),
    }),
  );
  response.writeHead(result.statusCode, result.multiValueHeaders);
  response.end(Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8"));
};
