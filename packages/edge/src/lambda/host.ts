import { logFault } from "../log.ts";
import { problem } from "../problem.ts";
import type { EdgeHandler } from "../request.ts";
import { isTextual } from "../target.ts";
import { brokenOffDetail, wholeBodyOf } from "../whole-body.ts";
import { apiGatewayEvent } from "./event.ts";
import { requestOfApiGateway } from "./to-request.ts";

type Body = { body: string; isBase64Encoded: boolean };
export type ApiGatewayResult = Body & { statusCode: number } & (
    | { headers: Record<string, string>; cookies: string[] }
    | { multiValueHeaders: Record<string, string[]> }
  );

// Lambda returns at most 6 MB, and base64 adds a third.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxResponseBytes = 6_000_000;

/** A Lambda function behind API Gateway, for both payload formats. Other events are rejected. */
export const createLambdaHost =
  (handler: EdgeHandler) =>
  async (event: unknown): Promise<ApiGatewayResult> => {
    const parsed = apiGatewayEvent.safeParse(event);
    if (!parsed.success) {
      logFault("event_not_understood", {});
      return resultOf(problem("internal", "The event is not an API Gateway event."), true);
    }
    const isVersion2 = "rawPath" in parsed.data;
    let edge;
    try {
      edge = requestOfApiGateway(parsed.data);
    } catch {
      return resultOf(problem("request_invalid", "The request's method, target or headers are malformed."), isVersion2);
    }
    return resultOf(await handler(edge), isVersion2);
  };

const resultOf = async (response: Response, isVersion2: boolean): Promise<ApiGatewayResult> => {
  const bytes = await wholeBodyOf(response);
  if (bytes === undefined) return resultOf(problem("dependency_unavailable", brokenOffDetail), isVersion2);
  const isText = isTextual(response.headers.get("content-type"));
  const body = bytes.toString(isText ? "utf8" : "base64");
  if (body.length > maxResponseBytes) {
    return resultOf(problem("answer_too_large", "The response is larger than Lambda can send."), isVersion2);
  }
  const common = { statusCode: response.status, body, isBase64Encoded: !isText && bytes.length > 0 };
  const cookies = response.headers.getSetCookie();
  const plain = [...response.headers].filter(([name]) => name !== "set-cookie");
  if (isVersion2) return { ...common, headers: Object.fromEntries(plain), cookies };
  // Single-value headers would keep only one of the cookies.
  const multiValueHeaders = Object.fromEntries(plain.map(([name, value]) => [name, [value]]));
  return {
    ...common,
    multiValueHeaders: cookies.length === 0 ? multiValueHeaders : { ...multiValueHeaders, "set-cookie": cookies },
  };
};
