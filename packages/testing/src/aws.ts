import { setTimeout as sleep } from "node:timers/promises";
import { ACMClient } from "@aws-sdk/client-acm";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { z } from "zod";
import { startTestParts } from "./parts.ts";
import { createClientRole } from "@cogrion/emulators/aws/accounts";
import { cogrionAccessKeyId, cogrionAccountId } from "@cogrion/emulators/aws/credentials";

export const clientAccountId = "222222222222";
export const region = "ap-southeast-1";
export const roleName = "CogrionProvisioning";
export const roleArn = `arn:aws:iam::${clientAccountId}:role/${roleName}`;
export const externalId = "ext-4711";

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

export const trustPolicy = (
  principal: string,
  condition: Record<string, unknown> = { StringEquals: { "sts:ExternalId": externalId } },
): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", Condition: condition }],
  });

export const trustsCogrion = trustPolicy(`arn:aws:iam::${cogrionAccountId}:root`);

export const allowing = (
  action: string | string[],
  Resource: string | string[] = "*",
  Condition: Record<string, unknown> = {},
): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource, Condition }] });

/** The SDK's name of a rejection, with its status and message; "none" without a rejection. */
export const refusalOf = async (
  work: Promise<unknown>,
): Promise<{ name: string; status: number | undefined; message: string }> => {
  try {
    await work;
    return { name: "none", status: 200, message: "" };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    return { name: error.name, status: $metadata?.httpStatusCode, message: error.message };
  }
};

/**
 * Only the emulator, in its own folder and on its own ports, and clients of it that never retry.
 */
export const startStage = async () => {
  const parts = await startTestParts({ parts: ["aws"], aws: { issueDelaySeconds: 0 } });
  const { endpointUrl, dnsServer, delegatedDnsServer } = parts.aws;

  const clientsWith = (credentials: Credentials, inRegion = region) => {
    const config = { endpoint: endpointUrl, region: inRegion, credentials, maxAttempts: 1 };
    return {
      sts: new STSClient(config),
      iam: new IAMClient(config),
      route53: new Route53Client(config),
      acm: new ACMClient(config),
    };
  };
  const own = clientsWith({ accessKeyId: cogrionAccessKeyId, secretAccessKey: "-" });
  const rootOf = async (accountId: string, inRegion = region) => {
    const response = await fetch(`${endpointUrl}/_strict/accounts/${accountId}/credentials`, { method: "POST" });
    const schema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() });
    return clientsWith(schema.parse(await response.json()), inRegion);
  };
  const assume = async (changes: Record<string, unknown> = {}, from = own) => {
    const request = { RoleArn: roleArn, RoleSessionName: "test", ExternalId: externalId, ...changes };
    const { Credentials } = await from.sts.send(new AssumeRoleCommand(request));
    return clientsWith({
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    });
  };
  return {
    endpointUrl,
    dnsServer,
    delegatedDnsServer,
    own,
    clientsWith,
    rootOf,
    assume,
    /** A session of the client's role, which has exactly this policy. */
    async sessionWith(permissionsPolicy: string) {
      await createClientRole({
        endpointUrl,
        accountId: clientAccountId,
        roleName,
        trustPolicy: trustsCogrion,
        permissionsPolicy,
      });
      return assume();
    },
    async control(method: string, path: string, body?: unknown) {
      const response = await fetch(`${endpointUrl}/_strict/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    /** Stops the emulator in order, and starts it with the same data; returns how it ended. */
    async restart() {
      const { exited } = parts.aws;
      await parts.aws.stop();
      await parts.restart("aws");
      return exited;
    },
    /**
     * Ends only the strict layer's process, like a crash, and starts it again as soon as its ports
     * are free.
     */
    async crashAndRestart() {
      process.kill(parts.aws.pid, "SIGKILL");
      await parts.aws.exited;
      await until(() =>
        parts.restart("aws").then(
          () => true,
          () => undefined,
        ),
      );
    },
    stop: () => parts.stop(),
  };
};
/** Polls until there is a result; without one, the test's own timeout ends the wait. */
export const until = async <Result>(look: () => Promise<Result | undefined>): Promise<Result> => {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(50);
  }
};

export type Stage = Awaited<ReturnType<typeof startStage>>;
