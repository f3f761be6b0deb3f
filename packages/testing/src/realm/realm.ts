import { generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT } from "jose";
import type { JWK } from "jose";

export type SigningKey = { kid: string; alg: "RS256" | "ES256"; privateKey: KeyObject; publicKey: KeyObject };

export const createSigningKey = (kid: string, alg: SigningKey["alg"] = "RS256"): SigningKey => {
  const pair =
    alg === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid, alg, ...pair };
};

export const jwkOf = (key: SigningKey, use = "sig"): JWK => ({
  ...(key.publicKey.export({ format: "jwk" }) as JWK),
  kid: key.kid,
  alg: key.alg,
  use,
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export type Realm = {
  issuer: string;
  /** Paths requested so far. */
  requests: string[];
  publish(keys: JWK[]): void;
  /** Responds in any way but the right one. */
  respondWith(answer: Answer): void;
  close(): Promise<void>;
};

/** A web server on loopback that publishes keys where a realm's issuer has them. */
export const startRealm = async (region: string, port = 0): Promise<Realm> => {
  const requests: string[] = [];
  let answer: Answer = (_, response) => response.writeHead(404).end();
  const server: Server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return {
    issuer: `http://127.0.0.1:${address.port}/realms/${region}`,
    requests,
    publish(keys) {
      answer = (_, response) => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
      };
    },
    respondWith(next) {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The claims in Keycloak's access token of a person who signed in at the dashboard. */
export const accessClaims = (issuer: string, at: Date): Record<string, unknown> => {
  const seconds = Math.floor(at.getTime() / 1000);
  return {
    iss: issuer,
    sub: "7f3c8f6a-8f0b-4f0e-9d0b-0d8f0b6a1c11",
    aud: "cogrion-control-plane",
    azp: "cogrion-dashboard",
    typ: "Bearer",
    iat: seconds,
    exp: seconds + 300,
    email: "ada@example.com",
    email_verified: true,
    cogrion_region: issuer.slice(issuer.lastIndexOf("/") + 1),
  };
};

export const signToken = (
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: key.alg, typ: "JWT", kid: key.kid, ...header }).sign(key.privateKey);

/** A compact token with any header and payload, signed by the given function. */
export const assembleToken = (header: unknown, payload: unknown, sign: (input: Buffer) => Buffer): string => {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign(Buffer.from(input)).toString("base64url")}`;
};
