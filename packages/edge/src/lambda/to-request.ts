import { bytesOfBase64, urlOf } from "../target.ts";
import type { EdgeRequest } from "../request.ts";
import type { ApiGatewayEvent } from "./event.ts";

/**
 * API Gateway's event as a request. The host is the domain that API Gateway matched, never the
 * `Host` header's text.
 */
export const requestOfApiGateway = (event: ApiGatewayEvent): EdgeRequest => {
  const { method, clientAddress, path, query } = "rawPath" in event ? targetOfVersion2(event) : targetOfVersion1(event);
  const hasBody = method !== "GET" && method !== "HEAD" && typeof event.body === "string";
  const body = !hasBody ? null : event.isBase64Encoded === true ? bytesOfBase64(event.body ?? "") : event.body;
  const url = urlOf({ host: event.requestContext.domainName, path, query });
  return { clientAddress, request: new Request(url, { method, headers: headersOf(event), body: body ?? null }) };
};

const targetOfVersion2 = (event: Extract<ApiGatewayEvent, { rawPath: string }>) => ({
  method: event.requestContext.http.method,
  clientAddress: event.requestContext.http.sourceIp,
  path: event.rawPath,
  query: event.rawQueryString,
});

const targetOfVersion1 = (event: Exclude<ApiGatewayEvent, { rawPath: string }>) => {
  // This format contains the decoded query.
  const query = new URLSearchParams(
    Object.entries(event.multiValueQueryStringParameters ?? {}).flatMap(([name, values]) =>
      (values ?? []).map((value): [string, string] => [name, value]),
    ),
  ).toString();
  return {
    method: event.httpMethod,
    clientAddress: event.requestContext.identity?.sourceIp,
    path: event.path,
    query,
  };
};

const headersOf = (event: ApiGatewayEvent): Headers => {
  const headers = new Headers();
  if ("rawPath" in event) {
    for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.append(name, value);
    // Format 2.0 moves the cookies out of the headers.
    if (event.cookies !== undefined && event.cookies.length > 0) headers.set("cookie", event.cookies.join("; "));
    return headers;
  }
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) {
    if (name.toLowerCase() === "cookie") headers.set("cookie", (values ?? []).join("; "));
    else for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
};
