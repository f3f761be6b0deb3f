export type HostRequest = { method: "GET" | "HEAD"; path: string };

export type HostAnswer<Body = string> = { status: number; headers: ReadonlyMap<string, string>; body: Body };
/** One host, asked under the public name whatever its own address. Throws where it does not answer. */
export type AskHost<Body = string> = (request: HostRequest) => Promise<HostAnswer<Body>>;

/** One thing that the two hosts answer otherwise, or that both answer wrong. */
export type HostDifference = { request: string; what: string; cloudflare: string; aws: string };

/** Headers by which browsers protect whoever is signed in. */
export const securityHeaders = [
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "content-security-policy",
];

/** For a table. */
export const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
