import { getSmithyContext } from "@smithy/core/transport";
import { NormalizedSchema } from "@smithy/core/schema";
import type { HandlerExecutionContext, StaticOperationSchema } from "@smithy/types";

/**
 * What every client of the SDK has. Its middlewares are typed by the client's commands, so they
 * cannot be named here.
 */
type Client = { middlewareStack: { add(middleware: never, options: never): void } };

type Response = {
  statusCode?: number;
  headers?: Record<string, string>;
  body?: AsyncIterable<Uint8Array> | Uint8Array;
};
type Result = { response: Response };
type Handler = (input: unknown) => Promise<Result>;

const mediaTypeOf = ({ headers = {} }: Response): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1];

/** Reads the body; the response keeps a readable body only if it is empty. */
const isEmpty = async (response: Response): Promise<boolean> => {
  const { body } = response;
  if (body === undefined || body instanceof Uint8Array) return (body?.length ?? 0) === 0;
  for await (const chunk of body) if (chunk.length > 0) return false;
  response.body = new Uint8Array();
  return true;
};

/** Whether an empty response is complete: the operation's output has no members. */
const returnsNothing = (context: HandlerExecutionContext): boolean => {
  const output = (getSmithyContext(context)["operationSchema"] as StaticOperationSchema | undefined)?.[5];
  return output !== undefined && NormalizedSchema.of(output).structIterator().next().done === true;
};

/**
 * Reports a response that does not follow AWS's protocols, with its status and media type.
 * Otherwise the SDK would read a proxy's HTML page as an empty success (XML protocols), or as
 * `SyntaxError: Unexpected token '<'` (JSON protocols). The page itself is not repeated. Returns
 * the same client.
 */
export const describingUnexpected = <C extends Client>(client: C, service: string): C => {
  const middleware =
    (next: Handler, context: HandlerExecutionContext): Handler =>
    async (input) => {
      const result = await next(input);
      const { response } = result;
      const mediaType = mediaTypeOf(response);
      if (mediaType === undefined || /\b(?:xml|json|json-1\.[01]|cbor)\b/.test(mediaType)) return result;
      const { statusCode } = response;
      // A proxy's page is never empty, and the media type of an empty body means nothing.
      if (statusCode === 200 && returnsNothing(context) && (await isEmpty(response))) return result;
      const message = `${service} returned ${statusCode ?? "no status"} with ${mediaType}, which is not its protocol: something between Cogrion and AWS, such as a proxy, may have responded.`;
      // The SDK's own retries depend on the status.
      throw Object.assign(new Error(message), { $metadata: { httpStatusCode: statusCode } });
    };
  // Runs before the SDK parses the response.
  const options = { step: "deserialize", name: "describeUnexpectedResponse", priority: "low" };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
};
