import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { createS3StaticFiles } from "@cogrion/aws";
import type { StaticFiles } from "@cogrion/domain";
import { cogrionAccessKeyId } from "@cogrion/emulators/aws/credentials";
import type { DnsHosts } from "./dns-hosts.ts";
import { startDnsHosts } from "./dns-hosts.ts";
import type { GateProxy } from "./gate-proxy.ts";
import { startGateProxy } from "./gate-proxy.ts";

type Answer = { status: number; headers: Record<string, string>; body: Uint8Array };
/** Damages a host's responses, until the next test. */
type Alter = (path: string, answer: Answer) => Answer;
type UiHost = { address: string; alter: Alter | undefined };

export type UiHosts = {
  dns: DnsHosts;
  store: StaticFiles;
  /** A gate in front of S3, as the store and the command line reach it. */
  gate: GateProxy;
  bucket: string;
  /** Serves `served`, as Pages does with the settings of the runbook. */
  pages: UiHost & { served: string };
  /** Serves the bucket, with the function and the headers of `infra/dashboard`. */
  cloudfront: UiHost;
  /** Without our adapter. */
  s3(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Response>;
  /** A separate folder with these files. */
  build(files: Record<string, string | Uint8Array>): Promise<string>;
  stop(): Promise<void>;
};

const infra = join(import.meta.dirname, "..", "..", "..", "infra", "dashboard");
const region = "ap-southeast-1";
const bucket = "cogrion-test-dashboard";

type Policy = {
  SecurityHeadersConfig: {
    StrictTransportSecurity: { AccessControlMaxAgeSec: number };
    FrameOptions: { FrameOption: string };
    ReferrerPolicy: { ReferrerPolicy: string };
    ContentSecurityPolicy: { ContentSecurityPolicy: string };
  };
  CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
};

const readSecurityHeaders = async (): Promise<Record<string, string>> => {
  const text = await readFile(join(infra, "response-headers-policy.json"), "utf8");
  const { SecurityHeadersConfig: all, CustomHeadersConfig: custom } = JSON.parse(text) as Policy;
  return {
    "strict-transport-security": `max-age=${all.StrictTransportSecurity.AccessControlMaxAgeSec}; includeSubDomains`,
    "x-content-type-options": "nosniff",
    "x-frame-options": all.FrameOptions.FrameOption,
    "referrer-policy": all.ReferrerPolicy.ReferrerPolicy,
    "content-security-policy": all.ContentSecurityPolicy.ContentSecurityPolicy,
    ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
  };
};

const types: Record<string, string> = {
  html: "text/html; charset=utf-8",
  // The name as Pages uses it.
  js: "application/javascript",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  png: "image/png",
  json: "application/json",
};

const textResponse = (status: number, text: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "text/plain", ...headers },
  body: Buffer.from(text),
});

const serve = async (answerOf: (path: string) => Promise<Answer>, host: UiHost): Promise<Server> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/");
    // The connection goes to an address, and the requested name is the public one.
    const given = request.headers.host === "app.test" ? await answerOf(path) : textResponse(421, "another host");
    const { status, headers, body } = host.alter?.(path, given) ?? given;
    response.writeHead(status, headers).end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the host has no port");
  host.address = `127.0.0.1:${address.port}`;
  return server;
};

export const startUiHosts = async (): Promise<UiHosts> => {
  const dns = await startDnsHosts();
  const gate = await startGateProxy(() => dns.parts.aws.endpointUrl);
  const folder = await mkdtemp(join(tmpdir(), "cogrion-ui-"));
  const security = await readSecurityHeaders();
  const credential = `Credential=${cogrionAccessKeyId}/20260101/${region}/s3/aws4_request`;
  // The emulator identifies the account of a request by this, and checks no signature.
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`;
  const s3: UiHosts["s3"] = (method, path, headers = {}, body) =>
    fetch(`${dns.parts.aws.endpointUrl}/${bucket}${path}`, {
      method,
      headers: { authorization, ...headers },
      body: body ?? null,
    });
  const place = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  const made = await s3("PUT", "", {}, place);
  if (!made.ok) throw new Error(`the emulator makes no bucket: ${made.status} ${await made.text()}`);

  const pages: UiHosts["pages"] = { address: "", alter: undefined, served: folder };
  const ofPages = async (path: string): Promise<Answer> => {
    if (path.endsWith(".html")) return textResponse(308, "", { location: path.replace(/(index)?\.html$/, "") });
    const read = async (name: string): Promise<Answer | undefined> => {
      const body = await readFile(join(pages.served, name)).catch(() => undefined);
      const type = types[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      const headers = { ...security, "content-type": type, "cache-control": "public, max-age=0, must-revalidate" };
      return body && { status: 200, headers, body };
    };
    const found = (await read(path.endsWith("/") ? `${path}index.html` : path)) ?? (await read(`${path}.html`));
    if (found !== undefined) return found;
    return path.startsWith("/assets/")
      ? textResponse(404, "not found")
      : ((await read("/index.html")) ?? textResponse(404, ""));
  };

  const cloudfront: UiHost = { address: "", alter: undefined };
  const functionContext = createContext({});
  runInContext(await readFile(join(infra, "viewer-request.js"), "utf8"), functionContext);
  const ofCloudFront = async (path: string): Promise<Answer> => {
    const uri = runInContext(`handler({ request: { uri: ${JSON.stringify(path)} } }).uri`, functionContext) as string;
    const held = await s3("GET", uri.split("/").map(encodeURIComponent).join("/"));
    const body = new Uint8Array(await held.arrayBuffer());
    const kept = ["content-type", "cache-control"].map((name) => [name, held.headers.get(name) ?? ""]);
    return { status: held.status, headers: { ...Object.fromEntries(kept), ...security }, body };
  };
  const servers = [await serve(ofPages, pages), await serve(ofCloudFront, cloudfront)];

  let builds = 0;
  return {
    dns,
    gate,
    bucket,
    pages,
    cloudfront,
    s3,
    store: createS3StaticFiles({
      region,
      endpoint: gate.url,
      credentials: { accessKeyId: cogrionAccessKeyId, secretAccessKey: "test" },
      bucket,
    }),
    async build(files) {
      builds += 1;
      const at = join(folder, `dist-${builds}`);
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(at, path)), { recursive: true });
        await writeFile(join(at, path), content);
      }
      return at;
    },
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      await gate.close();
      await rm(folder, { recursive: true, force: true });
      await dns.stop();
    },
  };
};
