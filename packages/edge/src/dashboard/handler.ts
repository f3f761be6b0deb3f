import { securityHeadersOf } from "./headers.ts";
import { pageFor } from "./page.ts";
import type { Site } from "./site.ts";

const types: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2",
};

export type ReadFile = (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/**
 * Answers as Pages and CloudFront do: a file by its path, 404 for an asset that is missing, and the
 * one page for every other address.
 */
export const createDashboardHandler = (site: Site, read: ReadFile) => {
  const security = securityHeadersOf(site);
  const answer = (status: number, body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string>): Response =>
    new Response(body, { status, headers: { ...security, ...headers } });

  return async (request: Request): Promise<Response> => {
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(405, "", { allow: "GET, HEAD", "content-type": "text/plain" });
    const path = new URL(request.url).pathname.slice(1);
    const type = types[path.split(".").at(-1) ?? ""];
    const isAsset = path.startsWith("assets/");
    const file = type === undefined || path.endsWith(".html") ? undefined : await read(path);
    if (file !== undefined && type !== undefined)
      return answer(200, file, {
        "content-type": type,
        "cache-control": isAsset ? "public, max-age=31536000, immutable" : "public, max-age=0, must-revalidate",
      });
    if (isAsset) return answer(404, "not found", { "content-type": "text/plain" });
    const page = await read("index.html");
    if (page === undefined) return answer(503, "The dashboard is not built.", { "content-type": "text/plain" });
    return answer(200, pageFor(new TextDecoder().decode(page), site), {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    });
  };
};
