import { mkdir, symlink, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { EdgeApp } from "@cogrion/edge-bundle/bundle";
import { bundle } from "@cogrion/edge-bundle/bundle";
import type { ApiGatewayResult } from "@cogrion/edge/lambda/host";
import { checkoutFolder } from "../env.ts";

type LambdaHandler = (event: unknown) => Promise<ApiGatewayResult>;

const load = async (app: EdgeApp, folder: string): Promise<LambdaHandler> => {
  await mkdir(folder, { recursive: true });
  // The folder where Lambda's runtime would find the AWS SDK.
  await symlink(join(checkoutFolder, "node_modules"), join(folder, "node_modules")).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
  const file = join(folder, `${app}.mjs`);
  await writeFile(file, await bundle({ repositoryFolder: checkoutFolder, app, host: "lambda" }));
  const loaded = (await import(pathToFileURL(file).href)) as { handler: LambdaHandler };
  return loaded.handler;
};

/** The request in API Gateway's payload format 2.0. */
const eventOf = async (request: IncomingMessage, host: string): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [rawPath = "/", ...query] = (request.url ?? "/").split("?");
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  );
  const method = request.method ?? "GET";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: query.join("?"),
    ...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
    headers,
    requestContext: {
      domainName: host,
      stage: "$default",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: request.socket.remoteAddress ?? "127.0.0.1" },
    },
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString("base64") }),
    isBase64Encoded: chunks.length > 0,
  };
};

const send = (result: ApiGatewayResult, response: ServerResponse): void => {
  const headers = "headers" in result ? { ...result.headers, "set-cookie": result.cookies } : result.multiValueHeaders;
  response.writeHead(result.statusCode, headers);
  response.end(Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8"));
};

/**
 * API Gateway with Lambda, as far as a request is concerned: the deployable bundle, called with the
 * event that API Gateway sends.
 */
export const serveLambda = async (options: { app: EdgeApp; port: number; folder: string }): Promise<Server> => {
  const handler = await load(options.app, options.folder);
  const server = createServer((request, response) => {
    eventOf(request, request.headers.host ?? "localhost")
      .then(handler)
      .then((result) => send(result, response))
      .catch(() => response.writeHead(502).end());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => resolve(server));
  });
};
