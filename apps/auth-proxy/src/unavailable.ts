import { problem } from "@cogrion/edge/problem";

const retryAfterSeconds = 5;

const page = (method: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign-in is not reachable</title>
<style>body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}a{color:#0550ae}</style></head>
<body><main><h1>Sign-in is not reachable right now</h1>
<p>The region that keeps your account did not answer in time. Nothing of yours is lost.</p>
${
  method === "GET"
    ? '<p><a href="">Try again</a></p>'
    : "<p>Go back in your browser and send the form again; if you were changing something, look first whether it was done.</p>"
}</main></body></html>
`;

/** 503 with a way on: a page for a person, an RFC 9457 problem for a program. It repeats nothing of the request. */
export const unavailable = (request: Request): Response => {
  const isPerson = request.headers.get("accept")?.includes("text/html") ?? false;
  if (!isPerson) {
    return problem("dependency_unavailable", "The region's sign-in does not answer; ask again.", {
      "retry-after": String(retryAfterSeconds),
    });
  }
  return new Response(page(request.method), {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-language": "en",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      "referrer-policy": "no-referrer",
      "retry-after": String(retryAfterSeconds),
      "x-content-type-options": "nosniff",
    },
  });
};
