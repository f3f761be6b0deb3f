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
  /** Set only if the endpoint is not AWS's own. */
  endpoint: string | undefined;
  /** Cogrion's own credentials; undefined means the SDK's default chain. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
};

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string; expiration: Date };
type Session = { credentials: Credentials; assumedRoleArn: string };

/** Clients that act inside one client's account. */
export type ClientSession = { route53: Route53Client; acm: ACMClient; iam: IAMClient; sts: STSClient };

export type Sessions = {
  /**
   * A session of the workspace's role; assumed if no cached session is valid for another two
   * minutes.
   */
  of(context: ClientContext): Promise<ClientSession>;
  /** Assumes the role now, without the cache. */
  assume(context: ClientContext): Promise<Session>;
  /**
   * Tries another external id than the workspace's, or none; the role's trust policy must reject
   * it. False only after a denial. Every other failure says nothing about the policy, and is
   * thrown.
   */
  isAssumableWith(context: ClientContext, externalId: string | undefined): Promise<boolean>;
  own: Pick<ClientSession, "route53">;
};

const sessionSeconds = 900;
const spareSeconds = 120;

/**
 * Temporal repeats whole activities, so the SDK retries only a little. Each call has a deadline.
 */
export const optionsOf = (config: AwsConfig) => ({
  region: config.region,
  ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
  maxAttempts: 2,
  requestHandler: {
    connectionTimeout: 3000,
    // Until the response begins.
    requestTimeout: 10_000,
    throwOnRequestTimeout: true,
    // Between two pieces of it: a connection that goes mute in the middle ends as well.
    socketTimeout: 10_000,
  },
});

/**
 * A call with credentials that AWS does not accept is repeated once with new ones. A role that is
 * created again ends the sessions of the one before it.
 */
const renewDeadSession = <Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  renew: () => Promise<void>,
): void =>
  stack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (!isDeadSession(error)) throw error;
        await renew();
        return next(args);
      }
    },
    { step: "initialize", name: "renewDeadSession" },
  );

/** Resolves when the next call of Cogrion's own account may be made. */
export type OwnCallTurn = (service: "route53" | "sts") => Promise<void>;

/** Within the SDK's own repetition: AWS counts each attempt. */
const inTurn = <Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  turn: () => Promise<void>,
): void =>
  stack.add(
    (next) => async (args) => {
      await turn();
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "waitForTurn" },
  );

/**
 * Sessions are kept only in memory: credentials never enter a workflow's history or the database.
 */
export const createSessions = (config: AwsConfig, turn: OwnCallTurn = () => Promise.resolve()): Sessions => {
  const own = config.credentials === undefined ? {} : { credentials: config.credentials };
  const sts = describingUnexpected(new STSClient({ ...optionsOf(config), ...own }), "STS");
  const route53 = describingUnexpected(new Route53Client({ ...optionsOf(config), ...own }), "Route 53");
  inTurn(sts.middlewareStack, () => turn("sts"));
  inTurn(route53.middlewareStack, () => turn("route53"));
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

  const sessionOf = (context: ClientContext, assumed: Session): ClientSession => {
    let held = assumed.credentials;
    // The SDK keeps credentials until they expire, so these have to have expired to be asked for.
    const credentials = () => Promise.resolve({ ...held, expiration: new Date(0) });
    const renew = async (): Promise<void> => {
      held = (await assume(context)).credentials;
    };
    const options = { ...optionsOf({ ...config, region: context.role.region }), credentials };
    const session = {
      route53: describingUnexpected(new Route53Client(options), "Route 53"),
      acm: describingUnexpected(new ACMClient(options), "ACM"),
      iam: describingUnexpected(new IAMClient(options), "IAM"),
      // Not in the workspace's AWS region, because the role's identity does not depend on the
      // regions that its account has enabled.
      sts: describingUnexpected(new STSClient({ ...optionsOf(config), credentials }), "STS"),
    };
    for (const client of Object.values(session)) renewDeadSession(client.middlewareStack, renew);
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
      const session = sessionOf(context, assumed);
      // Each new entry removes the expired ones, so the map contains only the roles of a quarter of
      // an hour.
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
    own: { route53 },
  };
};
