/** What the edge answers; codes that the regional API shares have the same status and title there. */
export const edgeErrors = {
  request_invalid: [400, "The request is malformed"],
  tenant_not_found: [404, "No such tenant"],
  route_not_found: [404, "No such route"],
  method_not_allowed: [405, "The resource does not take this method"],
  body_too_large: [413, "The body is too large"],
  headers_too_large: [431, "The request's headers are too large"],
  internal: [500, "Something went wrong on our side"],
  stored_route_damaged: [502, "The stored route is damaged"],
  answer_too_large: [502, "The answer is too large for this host"],
  dependency_unavailable: [503, "A dependency is not available"],
} as const;

export type ProblemCode = keyof typeof edgeErrors;

/** An RFC 9457 problem, not to be kept by a cache unless a header given here says so. */
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
