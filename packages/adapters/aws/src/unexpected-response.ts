/** What each client of the SDK has. Its middlewares are typed by its own commands, so nothing here can name them. */
type Client = { middlewareStack: { add(middleware: never, options: never): void } };

type Result = { response: { statusCode?: number; headers?: Record<string, string> } };
type Handler = (input: unknown) => Promise<Result>;

const mediaTypeOf = ({ response }: Result): string | undefined =>
  Object.entries(response.headers ?? {}).find(([name]) => name.toLowerCase() === "content-type")?.[1];

/**
 * Reports a response that is not of AWS's protocols as what it is: by its status and media type. The SDK would read the
 * HTML page of a proxy as an empty success where the protocol is XML, and as `SyntaxError: Unexpected token '<'` where
 * it is JSON. The page itself is not repeated. Returns the same client.
 */
export const describingUnexpected = <C extends Client>(client: C, service: string): C => {
  const middleware =
    (next: Handler): Handler =>
    async (input) => {
      const result = await next(input);
      const mediaType = mediaTypeOf(result);
      if (mediaType === undefined || /\b(?:xml|json|json-1\.[01]|cbor)\b/.test(mediaType)) return result;
      const { statusCode } = result.response;
      const message = `${service} returned ${statusCode ?? "no status"} with ${mediaType}, which is not its protocol: something between Cogrion and AWS may have answered.`;
      // The SDK's own repetition goes by the status.
      throw Object.assign(new Error(message), { $metadata: { httpStatusCode: statusCode } });
    };
  // Next to the wire, so before the SDK's own reading of the response.
  const options = { step: "deserialize", name: "describeUnexpectedResponse", priority: "low" };
  client.middlewareStack.add(middleware as never, options as never);
  return client;
};
