import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ACMClient } from "@aws-sdk/client-acm";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsCall } from "./call.ts";
import type { AwsAnswer } from "./answers.ts";

export type AccountClients = { route53: Route53Client; iam: IAMClient; acm: ACMClient };

export type Moto = {
  /** Clients that act as the root of an account, without the strict layer. */
  clientsOf(accountId: string, region?: string): Promise<AccountClients>;
  /** Forwards the request unchanged, in the given account. */
  forward(call: AwsCall, accountId: string): Promise<AwsAnswer>;
  stop(): Promise<void>;
};

// Headers of one connection (RFC 9110 section 7.6.1), or of a body that fetch has decoded.
const connectionHeaders = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
]);

const isAnswering = (url: string): Promise<boolean> =>
  fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(1000) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );

/**
 * Starts moto as a child of this process. moto derives the account from the access key, so each
 * account has its own moto session.
 */
export const startMoto = async (options: {
  port: number;
  python: string;
  dataFolder: string;
  searchPath: string;
}): Promise<Moto> => {
  const logFile = join(options.dataFolder, "moto.log");
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(
    options.python,
    [join(import.meta.dirname, "emulator.py"), String(options.port), join(options.dataFolder, "state.pickle")],
    {
      // Its standard input stays open while this process lives.
      stdio: ["pipe", log, log],
      // In its own process group: when this process crashes, the rest of its group is killed at
      // once, but moto has to save first.
      detached: true,
      // moto's own validation delay must not be shorter than ours.
      env: {
        PATH: options.searchPath,
        HOME: options.dataFolder,
        MOTO_ACM_VALIDATION_WAIT: "1000000000",
      },
    },
  );
  closeSync(log);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.once("exit", (code) => {
    if (isStopping) return;
    process.stderr.write(`moto ended with ${code}; the reason is at the end of ${logFile}\n`);
    process.exit(1);
  });
  let isStopping = false;
  const url = `http://127.0.0.1:${options.port}`;
  while (!(await isAnswering(url))) await sleep(50);

  const sessions = new Map<string, Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }>>();
  const base = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEMULATOR", secretAccessKey: "-" },
  };
  const sts = new STSClient(base);
  const openSession = async (accountId: string) => {
    const answer = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/emulator`, RoleSessionName: "emulator" }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
    return { accessKeyId: AccessKeyId ?? "", secretAccessKey: SecretAccessKey ?? "", sessionToken: SessionToken ?? "" };
  };
  const sessionOf = (accountId: string) => {
    const found = sessions.get(accountId);
    if (found !== undefined) return found;
    const session = openSession(accountId);
    sessions.set(accountId, session);
    session.catch(() => sessions.delete(accountId));
    return session;
  };
  const clients = new Map<string, AccountClients>();

  return {
    async clientsOf(accountId, region = "us-east-1") {
      const config = { endpoint: url, region, credentials: await sessionOf(accountId) };
      const key = `${accountId} ${region}`;
      const found = clients.get(key);
      if (found !== undefined) return found;
      const made = { route53: new Route53Client(config), iam: new IAMClient(config), acm: new ACMClient(config) };
      clients.set(key, made);
      return made;
    },
    async forward(call, accountId) {
      const { accessKeyId, sessionToken } = await sessionOf(accountId);
      const {
        host: _host,
        "content-length": _length,
        connection: _connection,
        expect: _expect,
        ...headers
      } = call.headers;
      const response = await fetch(`${url}${call.path}`, {
        method: call.method,
        headers: {
          ...headers,
          authorization: (headers["authorization"] ?? "").replace(
            /Credential=[A-Z0-9]+\//,
            `Credential=${accessKeyId}/`,
          ),
          "x-amz-security-token": sessionToken,
        },
        body: call.method === "GET" || call.method === "HEAD" ? null : new Uint8Array(call.body),
      });
      const answered = [...response.headers].filter(([name]) => !connectionHeaders.has(name));
      return {
        status: response.status,
        headers: { "x-amzn-requestid": randomUUID(), ...Object.fromEntries(answered) },
        body: Buffer.from(await response.arrayBuffer()),
      };
    },
    async stop() {
      isStopping = true;
      child.kill("SIGTERM");
      await exited;
    },
  };
};
