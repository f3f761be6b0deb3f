/**
 * The errors that the edge returns. A code that the regional API also has, has the same status and
 * title there.
 */
export const edgeErrors = {
  request_invalid: [400, "The request is malformed"],
  tls_required: [403, "Plain http is refused"],
  tenant_not_found: [404, "No such tenant"],
  route_not_found: [404, "No such route"],
  method_not_allowed: [405, "The resource does not support this method"],
  body_too_large: [413, "The body is too large"],
  headers_too_large: [431, "The request's headers are too large"],
  internal: [500, "Something went wrong on our side"],
  stored_route_damaged: [502, "The stored route is damaged"],
  answer_too_large: [502, "The response is too large for this host"],
  dependency_unavailable: [503, "A dependency is not available"],
} as const;

export type ProblemCode = keyof typeof edgeErrors;

/** An RFC 9457 problem. No cache may store it unless a header given here allows it. */
export const problem = (code: ProblemCode, detail: string, headers: Record<string, string> = {}): Response => {
  const [status, title] = edgeErrors[code];
  return new Response(
    JSON.stringify({ type: `https://docs.cogrion.com/errors#${code}`, title, status, detail, code }),
    {
      status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        ...headers,
      },
    },
  );
};
