import { getSmithyContext } from "@smithy/core/transport";
import { NormalizedSchema } from "@smithy/core/schema";
import type { HandlerExecutionContext, StaticOperationSchema } from "@smithy/types";

/** What each client of the SDK has. Its middlewares are typed by its own commands, so nothing here can name them. */
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

/** Reads the body, and leaves one that can be read again only where it is empty. */
const isEmpty = async (response: Response): Promise<boolean> => {
  const { body } = response;
  if (body === undefined || body instanceof Uint8Array) return (body?.length ?? 0) === 0;
  for await (const chunk of body) if (chunk.length > 0) return false;
  response.body = new Uint8Array();
  return true;
};

/** Whether nothing is a whole response to the operation: its output has no members. */
const returnsNothing = (context: HandlerExecutionContext): boolean => {
  const output = (getSmithyContext(context)["operationSchema"] as StaticOperationSchema | undefined)?.[5];
  return output !== undefined && NormalizedSchema.of(output).structIterator().next().done === true;
};

/**
 * Reports a response that is not of AWS's protocols as what it is: by its status and media type. The SDK would read the
 * HTML page of a proxy as an empty success where the protocol is XML, and as `SyntaxError: Unexpected token '<'` where
 * it is JSON. The page itself is not repeated. Returns the same client.
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
      // No proxy's page is empty, and the type of nothing says nothing.
      if (statusCode === 200 && returnsNothing(context) && (await isEmpty(response))) return result;
      const message = `${service} returned ${statusCode ?? "no status"} with ${mediaType}, which is not its protocol: something between Cogrion and AWS, such as a proxy, may have responded.`;
      // The SDK's own repetition goes by the status.
      throw Object.assign(new Error(message), { $metadata: { httpStatusCode: statusCode } });
    };
  // Next to the wire, so before the SDK's own reading of the response.
  const options = { step: "deserialize", name: "describeUnexpectedResponse", priority: "low" };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
};
