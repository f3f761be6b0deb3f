import { ACMClient } from "@aws-sdk/client-acm";
import { IAMClient } from "@aws-sdk/client-iam";
import { Route53Client } from "@aws-sdk/client-route-53";
import type { MiddlewareStack } from "@smithy/types";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { ClientContext } from "@cogrion/domain";
import { roleArnOf } from "@cogrion/domain";
import { isDeadSession, isDenied, roleNotAssumable, toStepError } from "./errors.ts";
import { describingUnexpected } from "./unexpected-response.ts";

export type AwsConfig = {
  /** Region of Cogrion's own calls. */
  region: string;
  /** Set only where the endpoint is not AWS's own. */
  endpoint: string | undefined;
  /** Cogrion's own; from the SDK's default chain when undefined. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
};

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };
type Session = { credentials: Credentials; assumedRoleArn: string };

/** Clients that act inside one client's account. */
export type ClientSession = { route53: Route53Client; acm: ACMClient; iam: IAMClient; sts: STSClient };

export type Sessions = {
  /** Of the workspace's role; assumed when there is no session that is good for another two minutes. */
  of(context: ClientContext): Promise<ClientSession>;
  /** Assumes the role now, whatever is kept. */
  assume(context: ClientContext): Promise<Session>;
  /**
   * With another external id than the workspace's, or without any: the role's trust policy has to
   * refuse it. False after a denial alone; every other failure says nothing about the policy, and
   * is thrown.
   */
  isAssumableWith(context: ClientContext, externalId: string | undefined): Promise<boolean>;
  own: Pick<ClientSession, "route53">;
};

const sessionSeconds = 900;
const spareSeconds = 120;

/** Temporal repeats whole activities, so the SDK repeats little; each call has an end. */
export const optionsOf = (config: AwsConfig) => ({
  region: config.region,
  ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  maxAttempts: 2,
  requestHandler: { requestTimeout: 10_000, connectionTimeout: 3000, throwOnRequestTimeout: true },
});

/** A session that AWS no longer takes is dropped, so that the next attempt has another one. */
const watchForDeath = <Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  onDead: () => void,
): void =>
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (isDeadSession(error)) onDead();
        throw error;
      }
    },
    { step: "initialize", name: "dropDeadSession" },
  );

/** Sessions are kept in memory only: credentials never enter a workflow's history or the database. */
export const createSessions = (config: AwsConfig): Sessions => {
  const own = config.credentials === undefined ? {} : { credentials: config.credentials };
  const sts = describingUnexpected(new STSClient({ ...optionsOf(config), ...own }), "STS");
  const kept = new Map<string, { session: ClientSession; expiration: Date }>();

  const assumeWith = async ({ workspaceId, role }: ClientContext, externalId: string | undefined): Promise<Session> => {
    const answer = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArnOf(role),
        RoleSessionName: `cogrion-${workspaceId}`,
        DurationSeconds: sessionSeconds,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    const arn = answer.AssumedRoleUser?.Arn;
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration || !arn) {
      throw new Error("STS responded to AssumeRole without credentials");
    }
    return {
      assumedRoleArn: arn,
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
    };
  };

  const assume = async (context: ClientContext): Promise<Session> => {
    try {
      return await assumeWith(context, context.role.externalId);
    } catch (error) {
      throw toStepError(error, "sts:AssumeRole", () => roleNotAssumable(context));
    }
  };

  const sessionOf = ({ credentials }: Session, region: string, onDead: () => void): ClientSession => {
    const options = { ...optionsOf({ ...config, region }), credentials };
    const session = {
      route53: describingUnexpected(new Route53Client(options), "Route 53"),
      acm: describingUnexpected(new ACMClient(options), "ACM"),
      iam: describingUnexpected(new IAMClient(options), "IAM"),
      // Not in the workspace's AWS region: who the role is does not depend on whether its account has enabled that.
      sts: describingUnexpected(new STSClient({ ...optionsOf(config), credentials }), "STS"),
    };
    for (const client of Object.values(session)) watchForDeath(client.middlewareStack, onDead);
    return session;
  };

  return {
    assume,
    async of(context) {
      const { externalId, region } = context.role;
      const key = `${roleArnOf(context.role)} ${externalId} ${region}`;
      const found = kept.get(key);
      if (found !== undefined && found.expiration.getTime() - Date.now() > spareSeconds * 1000) return found.session;
      const assumed = await assume(context);
      const session = sessionOf(assumed, context.role.region, () => kept.delete(key));
      // Expired entries go with each new one, so the map holds no more than the roles of a quarter of an hour.
      for (const [each, { expiration }] of kept) if (expiration.getTime() < Date.now()) kept.delete(each);
      kept.set(key, { session, expiration: assumed.credentials.expiration });
      return session;
    },
    async isAssumableWith(context, externalId) {
      try {
        await assumeWith(context, externalId);
        return true;
      } catch (error) {
        if (isDenied(error)) return false;
        throw error;
      }
    },
    own: { route53: describingUnexpected(new Route53Client({ ...optionsOf(config), ...own }), "Route 53") },
  };
};
