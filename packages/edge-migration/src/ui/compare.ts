import { createHash } from "node:crypto";
import type { AskHost, HostAnswer, HostDifference } from "../hosts/answers.ts";
import { securityHeaders, shortened } from "../hosts/answers.ts";
import { forEachAtOnce } from "../for-each-at-once.ts";
import type { BundleFile } from "./files.ts";
import { cacheControlOf, contentTypeOf } from "./files.ts";

/** `file` is the expected content; undefined: the file must not exist. */
export type UiRequest = { path: string; file: BundleFile | undefined };

const comparedHeaders = [
  ...securityHeaders,
  "permissions-policy",
  "cross-origin-opener-policy",
  "cross-origin-embedder-policy",
  "cross-origin-resource-policy",
];

const encoded = (path: string): string => `/${path.split("/").map(encodeURIComponent).join("/")}`;

/** Cloudflare Pages serves pages without their extension, and redirects requests with it there. */
const addressOf = (path: string): string => encoded(path).replace(/(\/)index\.html$|\.html$/, "$1");

/** Every file, addresses inside the application, and an asset that does not exist. */
export const uiRequests = (files: readonly BundleFile[]): UiRequest[] => {
  const page = files.find(({ path }) => path === "index.html");
  const folder = files.some(({ path }) => path.startsWith("static/")) ? "static" : "assets";
  return [
    ...files.map((file) => ({ path: addressOf(file.path), file })),
    // A dot does not make it a file.
    ...["/workspaces/w-nobody/settings", "/people/nobody@example.com"].map((path) => ({ path, file: page })),
    { path: `/${folder}/missing-00c0ffee.js`, file: undefined },
  ];
};

// The older names of the same types: RFC 9239 section 6, RFC 7303 section 9.2, and the icon's
// unregistered name.
const registeredTypes: Record<string, string> = {
  "application/javascript": "text/javascript",
  "application/x-javascript": "text/javascript",
  "text/xml": "application/xml",
  "image/x-icon": "image/vnd.microsoft.icon",
};

const parsedType = (header: string): { type: string; charset: string | undefined } => {
  const [type = "", ...parameters] = header
    .toLowerCase()
    .split(";")
    .map((each) => each.trim());
  const charset = parameters.find((each) => each.startsWith("charset="))?.slice("charset=".length);
  return { type: registeredTypes[type] ?? type, charset: charset?.replaceAll('"', "") };
};

const isTypeOf = (path: string, header: string): boolean => {
  const { type, charset } = parsedType(header);
  return type === parsedType(contentTypeOf(path)).type && (charset === undefined || charset === "utf-8");
};

/**
 * Whether a browser checks each time, which is required for everything that can change under its
 * name: RFC 9111 section 5.2.2.
 */
const isRevalidatedEachTime = (header: string): boolean => {
  const directives = header
    .toLowerCase()
    .split(",")
    .map((each) => each.trim());
  return (
    directives.some((each) => ["no-cache", "no-store"].includes(each)) ||
    (directives.includes("max-age=0") && directives.includes("must-revalidate"))
  );
};

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

type Sides<T> = { cloudflare: T; aws: T };

const differencesOf = (
  { path, file }: UiRequest,
  answers: Sides<HostAnswer<Uint8Array>>,
  pageHash: string | undefined,
): HostDifference[] => {
  const found: HostDifference[] = [];
  const { cloudflare, aws } = answers;
  const add = (what: string, one: string, other: string): void =>
    void found.push({ request: `GET ${path}`, what, cloudflare: shortened(one), aws: shortened(other) });
  const header = (answer: HostAnswer<Uint8Array>, name: string): string => answer.headers.get(name) ?? "";
  const bytesOf = ({ body }: HostAnswer<Uint8Array>, wanted: string | undefined): string => {
    const sha256 = sha256Of(body);
    if (sha256 === wanted) return "as in the bundle";
    return sha256 === pageHash ? "index.html" : `${body.length} bytes, sha256 ${sha256.slice(0, 12)}`;
  };

  const status = file === undefined ? 404 : 200;
  if (cloudflare.status !== status || aws.status !== status) {
    const said = (answer: HostAnswer<Uint8Array>): string => `${answer.status} ${header(answer, "location")}`.trim();
    // The headers of an unexpected response mean nothing.
    add("status", said(cloudflare), said(aws));
    return found;
  }
  const [one, other] = [bytesOf(cloudflare, file?.sha256), bytesOf(aws, file?.sha256)];
  if (file === undefined) {
    // A page in place of a script causes an error that nobody understands.
    if (one === "index.html" || other === "index.html") add("body", one, other);
    return found;
  }
  if (one !== other || sha256Of(aws.body) !== file.sha256) add("bytes", one, other);
  const types = [header(cloudflare, "content-type"), header(aws, "content-type")] as const;
  if (!types.every((type) => isTypeOf(file.path, type))) add("content-type", ...types);
  const caching = [header(cloudflare, "cache-control"), header(aws, "cache-control")] as const;
  // What may be cached for a long time need not be. Cloudflare's caching is not changed.
  const isCachedAsMeant =
    cacheControlOf(file.path) === "no-cache"
      ? caching.every(isRevalidatedEachTime)
      : caching[1] === cacheControlOf(file.path);
  if (!isCachedAsMeant) add("cache-control", ...caching);
  for (const name of comparedHeaders) {
    if (header(cloudflare, name) !== header(aws, name)) add(name, header(cloudflare, name), header(aws, name));
  }
  return found;
};

/**
 * Sends each request to both hosts, and returns where they differ from the bundle or from each
 * other, in the order of the requests.
 */
export const compareUi = async ({
  cloudflare,
  aws,
  requests,
  signal,
  onRequest = () => undefined,
}: Sides<AskHost<Uint8Array>> & {
  requests: readonly UiRequest[];
  signal: AbortSignal;
  onRequest?: (done: number) => void;
}): Promise<HostDifference[]> => {
  const pageHash = requests.find(({ file }) => file?.path === "index.html")?.file?.sha256;
  const found = new Map<UiRequest, HostDifference[]>();
  await forEachAtOnce(requests, async (request) => {
    signal.throwIfAborted();
    const asked = { method: "GET", path: request.path } as const;
    const [one, other] = await Promise.all([cloudflare(asked), aws(asked)]);
    found.set(request, differencesOf(request, { cloudflare: one, aws: other }, pageHash));
    onRequest(found.size);
  });
  return requests.flatMap((request) => found.get(request) ?? []);
};
