import { randomUUID } from "node:crypto";
import type { Service } from "./call.ts";

export type AwsAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"']/g, (each) => escapes[each] ?? each);

export const xmlResponse = (body: string, status = 200): AwsAnswer => ({
  status,
  headers: { "content-type": "text/xml", "x-amzn-requestid": randomUUID() },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});

const jsonResponse = (body: unknown, status: number): AwsAnswer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
  body: JSON.stringify(body),
});

const errorNamespaces: Partial<Record<Service, string>> = {
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  route53: "https://route53.amazonaws.com/doc/2013-04-01/",
  cloudformation: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
};

/** An error in the format of the service's protocol. */
export const errorResponse = (service: Service, code: string, message: string, status: number): AwsAnswer => {
  if (service === "acm" || service === "dynamodb") {
    return jsonResponse({ __type: code, message }, status >= 500 ? status : 400);
  }
  const namespace = errorNamespaces[service] ?? "http://s3.amazonaws.com/doc/2006-03-01/";
  return xmlResponse(
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${status >= 500 ? "Receiver" : "Sender"}</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    status,
  );
};

export const deniedResponse = (service: Service, message: string): AwsAnswer =>
  errorResponse(service, service === "acm" ? "AccessDeniedException" : "AccessDenied", message, 403);

export const throttledResponse = (service: Service): AwsAnswer =>
  service === "route53" || service === "sts" || service === "iam" || service === "cloudformation"
    ? errorResponse(service, "Throttling", "Rate exceeded", 400)
    : errorResponse(service, "ThrottlingException", "Rate exceeded", 400);

/** For a request without a signature (unknown service), and for unknown or expired credentials. */
export const unauthenticatedResponse = (service: Service | undefined, isExpired: boolean): AwsAnswer => {
  if (service === undefined) {
    return errorResponse("sts", "MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  const isJson = service === "acm" || service === "dynamodb";
  if (isExpired) {
    const code = isJson ? "ExpiredTokenException" : "ExpiredToken";
    return errorResponse(service, code, "The security token included in the request is expired", 403);
  }
  const code = isJson ? "UnrecognizedClientException" : "InvalidClientTokenId";
  return errorResponse(service, code, "The security token included in the request is invalid.", 403);
};
