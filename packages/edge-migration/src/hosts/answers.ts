export type HostRequest = {
  method: "GET" | "HEAD";
  path: string;
  /** Placed before the public name: the region of a sign-in origin. */
  subdomain?: string;
};

export type HostAnswer<Body = string> = { status: number; headers: ReadonlyMap<string, string>; body: Body };
/**
 * Sends a request to one host under the public name, whatever its own address. Throws if the host
 * is unavailable.
 */
export type AskHost<Body = string> = (request: HostRequest) => Promise<HostAnswer<Body>>;

/** One difference between the two hosts' responses, or one fault in both. */
export type HostDifference = { request: string; what: string; cloudflare: string; aws: string };

/** Headers with which browsers protect a signed-in person. */
export const securityHeaders = [
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "content-security-policy",
];

/** For a table. */
export const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
