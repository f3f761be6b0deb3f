import type { Socket } from "node:dgram";
import { createSocket } from "node:dgram";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchJwks } from "@cogrion/auth/keys/fetch-jwks";
import {
  createAuthoritativeDns,
  createCertificates,
  createClientAccount,
  createDynamoRouteStore,
  createHostedZones,
  createParentZone,
  createS3StaticFiles,
  createSessions,
} from "@cogrion/aws";
import { createCloudflareDnsRecords, createKvRouteStore } from "@cogrion/cloudflare";
import type { ClientContext, Place, WorkspaceId } from "@cogrion/domain";
import { BlockedError, RejectedError } from "@cogrion/domain";
import { createRemotePrincipals, createRemoteTenants } from "@cogrion/inter-region";
import { createServiceClients, createSignInClients } from "@cogrion/keycloak";
import { decode, encode } from "dns-packet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/**
 * Only a denial is a denial: "does not exist", "cannot be assumed" and "is not delegated" are
 * concluded from the other side's own words alone. Each check that can end in such a conclusion is
 * run against a server that throttles, fails, resets the connection or stays silent. None of them
 * may return a result, and none may blame the client.
 */
const outages = ["throttle", "5xx", "reset", "timeout"] as const;
type Outage = (typeof outages)[number];

const id = "w-acme" as WorkspaceId;
const context: ClientContext = {
  workspaceId: id,
  delegatedZone: "w-acme.sgp-1.cogrion.com",
  role: { accountId: "222222222222", roleName: "Role", externalId: "external-id", region: "ap-southeast-1" },
};

const assumed = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
  <AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::222222222222:assumed-role/Role/s</Arn></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const refused =
  "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
};

/** What is needed to get as far as the check: a session in the client's account, a token of Keycloak. */
const admitted = (request: IncomingMessage, body: string): [status: number, type: string, body: string] | undefined => {
  if (body.includes("Action=AssumeRole"))
    return body.includes("ExternalId=external-id") ? [200, "text/xml", assumed] : [403, "text/xml", refused];
  if (request.url?.endsWith("/protocol/openid-connect/token") === true)
    return [200, "application/json", JSON.stringify({ access_token: "t", expires_in: 60, token_type: "Bearer" })];
  return undefined;
};

const throttled = (request: IncomingMessage, response: ServerResponse): void => {
  const target = String(request.headers["x-amz-target"] ?? "");
  const isRest = (request.headers.authorization ?? "").startsWith("AWS4") && target === "";
  if (target !== "") {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }));
  } else if (isRest && request.method === "HEAD") response.writeHead(503).end();
  else if (isRest) {
    response.writeHead(400, { "content-type": "text/xml" });
    response.end(
      "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate</Message></Error></ErrorResponse>",
    );
  } else {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "0" });
    response.end(
      JSON.stringify({
        success: false,
        errors: [{ code: 971, message: "Rate" }],
        code: "rate_limited",
        detail: "Rate",
      }),
    );
  }
};

const answers: Record<Outage, (request: IncomingMessage, response: ServerResponse) => void> = {
  throttle: throttled,
  "5xx": (_, response) => void response.writeHead(503, { "content-type": "text/html" }).end("<!doctype html>Busy"),
  reset: (request) => void request.socket.resetAndDestroy(),
  timeout: () => undefined,
};

/** `closed`: also the door does not open. */
const startServer = async (outage: Outage, isClosed: boolean): Promise<Server> => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const opened = isClosed ? undefined : admitted(request, body);
    if (opened === undefined) answers[outage](request, response);
    else response.writeHead(opened[0], { "content-type": opened[1] }).end(opened[2]);
  };
  // A client that gave up has closed its connection.
  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
};

const servers = new Map<string, Server>();
const sockets: Socket[] = [];
beforeAll(async () => {
  for (const outage of outages)
    for (const isClosed of [true, false]) servers.set(`${outage} ${isClosed}`, await startServer(outage, isClosed));
});
afterAll(async () => {
  for (const server of servers.values()) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  for (const socket of sockets) socket.close();
});

const urlOf = (outage: Outage, isClosed: boolean): string => {
  const address = servers.get(`${outage} ${isClosed}`)?.address() as AddressInfo | undefined;
  return `http://127.0.0.1:${address?.port}`;
};

const credentials = { accessKeyId: "AKIA", secretAccessKey: "-" };
const aws = (endpoint: string) => ({ region: "ap-southeast-1", endpoint, credentials });
const signInClient = {
  clientId: id,
  redirectUris: [],
  webOrigins: [],
  keys: [],
  access: { people: {}, domains: [], groups: [] },
};
const keycloak = (url: string) => ({ url, realm: "sgp-1", clientId: "c", clientSecret: "s" });
const primary = (url: string) => ({ url, token: "t", timeoutSeconds: 1 });
const kv = (baseUrl: string) =>
  createKvRouteStore({ accountId: "a", apiToken: "t", namespaceId: "n", baseUrl, environment: "prod" });
const parent = (url: string) =>
  createParentZone(createSessions(aws(url)), { zoneName: "sgp-1.cogrion.com", zoneId: "Z1" });
const dynamo = (url: string) => createDynamoRouteStore({ ...aws(url), table: "routes", environment: "prod" });

type Check = { isClosed?: boolean; run: (url: string) => Promise<unknown> };
const checks: Record<string, Check> = {
  "a role is not assumable with another external id": {
    isClosed: true,
    run: (url) => createSessions(aws(url)).isAssumableWith(context, undefined),
  },
  "a role is not assumable": {
    isClosed: true,
    run: (url) => createClientAccount(createSessions(aws(url))).assumeRole(context),
  },
  "a preflight check fails": { run: (url) => createClientAccount(createSessions(aws(url))).preflight(context) },
  "a hosted zone does not exist": { run: (url) => createHostedZones(createSessions(aws(url))).find(context) },
  "a hosted zone to delete does not exist": {
    run: (url) => createHostedZones(createSessions(aws(url))).delete(context, "Z1"),
  },
  "a record does not exist": {
    run: (url) => createHostedZones(createSessions(aws(url))).readRecord(context, "Z1", { name: "a.b", type: "CNAME" }),
  },
  "a record to delete does not exist": {
    run: (url) =>
      createHostedZones(createSessions(aws(url))).deleteRecord(context, "Z1", { name: "a.b", type: "CNAME" }),
  },
  "a certificate of the zone does not exist": {
    run: (url) => createCertificates(createSessions(aws(url))).find(context),
  },
  "a certificate does not exist": {
    run: (url) => createCertificates(createSessions(aws(url))).describe(context, "arn:aws:acm:x:1:certificate/1"),
  },
  "a certificate to delete does not exist": {
    run: (url) => createCertificates(createSessions(aws(url))).delete(context, "arn:aws:acm:x:1:certificate/1"),
  },
  "a delegation does not exist": { run: (url) => parent(url).read(context.delegatedZone) },
  "a delegation to delete does not exist": { run: (url) => parent(url).undelegate(context.delegatedZone) },
  "a route does not exist in DynamoDB": { run: (url) => dynamo(url).read([id]) },
  "a route in DynamoDB is newer": {
    run: (url) => dynamo(url).write([{ workspaceId: id, version: 1, state: "deleted" }]),
  },
  "a file does not exist in S3": {
    run: (url) =>
      createS3StaticFiles({ ...aws(url), bucket: "bucket", requestTimeoutMilliseconds: 1000 }).read("index.html"),
  },
  "a route does not exist in Workers KV": { run: (url) => kv(url).read([id]) },
  "a route to delete does not exist in Workers KV": {
    run: (url) => kv(url).write([{ workspaceId: id, version: 1, state: "deleted" }]),
  },
  "a DNS record does not exist at Cloudflare": {
    run: (baseUrl) =>
      createCloudflareDnsRecords({ apiToken: "t", zoneId: "z", zoneName: "cogrion.com", baseUrl }).read({
        name: "a.cogrion.com",
        type: "A",
      }),
  },
  "Keycloak cannot be signed in to": {
    isClosed: true,
    run: (url) => createSignInClients(keycloak(url)).differences(signInClient),
  },
  "a sign-in client does not exist": { run: (url) => createSignInClients(keycloak(url)).differences(signInClient) },
  "a sign-in client to delete does not exist": { run: (url) => createSignInClients(keycloak(url)).delete(id) },
  "a service principal's client to delete does not exist": {
    run: (url) => createServiceClients(keycloak(url)).delete("sp-1"),
  },
  "a tenant does not exist": { run: (url) => createRemoteTenants(primary(url)).get(id) },
  "a tenant to release is another region's": { run: (url) => createRemoteTenants(primary(url)).release(id, 1) },
  "a principal does not exist": { run: (url) => createRemotePrincipals(primary(url)).findByEmail("ada@example.com") },
  "an issuer has no keys": { run: (url) => fetchJwks(`${url}/realms/sgp-1`, 1) },
};

const outcomeOf = (work: Promise<unknown>): Promise<{ result?: unknown; error?: unknown }> =>
  work.then(
    (result) => ({ result: result ?? "nothing" }),
    (error: unknown) => ({ error }),
  );

// At once, because a timeout takes its time: ten seconds at AWS, with one retry.
describe.each(outages)("a %s", (outage) => {
  test.concurrent.each(Object.entries(checks))("is no answer to whether %s", async (_name, { isClosed, run }) => {
    const { result, error } = await outcomeOf(run(urlOf(outage, isClosed === true)));
    expect(result).toBeUndefined();
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof BlockedError || error instanceof RejectedError).toBe(false);
  });
});

describe("a name server", () => {
  const zone = context.delegatedZone;
  const place: Place = { environment: "prod", region: "sgp-1" as Place["region"] };

  /** Answers with this code, with bytes that are no packet, or not at all. */
  const startNameServer = async (code: string | undefined): Promise<string> => {
    const socket = createSocket("udp4");
    sockets.push(socket);
    socket.on("message", (message, from) => {
      if (code === undefined) return;
      const { id: queryId, questions } = decode(message);
      const codes: Record<string, number> = { SERVFAIL: 2, REFUSED: 5, NOTIMP: 4, NXDOMAIN: 3 };
      const answer = encode({
        type: "response",
        id: queryId ?? 0,
        flags: codes[code] ?? 0,
        questions: questions ?? [],
      });
      socket.send(code === "garbage" ? Buffer.from("garbage") : answer, from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return `127.0.0.1:${socket.address().port}`;
  };

  test.each(["SERVFAIL", "REFUSED", "NOTIMP", "garbage", undefined])("that answers %s says nothing", async (code) => {
    const server = await startNameServer(code);
    const dns = createAuthoritativeDns({
      parentZone: `${place.region}.cogrion.com`,
      servers: [server],
      delegatedServers: [server],
    });
    await expect(dns.delegationsOf(zone)).rejects.toThrow();
    await expect(dns.nameServersOf(zone)).rejects.toThrow();
    await expect(dns.isSigned(zone)).rejects.toThrow();
    // The parent's own server answers no better, so the network is to blame, and not the zone.
    expect(await dns.zoneStateOf(zone, ["ns-1.example"])).toBe("unclear");
  });

  test("that answers NXDOMAIN says that there is no delegation", async () => {
    const dns = createAuthoritativeDns({
      parentZone: "sgp-1.cogrion.com",
      servers: [await startNameServer("NXDOMAIN")],
    });
    expect(await dns.delegationsOf(zone)).toEqual([[]]);
  });
});
