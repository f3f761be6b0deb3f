import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import type { TestProject } from "vitest/node";
import { adminOf } from "./keycloak.ts";
import { startPartner } from "./partner.ts";
import { startPipe } from "./pipe.ts";
import type { EdgeStand, StandRegion } from "./stand.ts";

const stops: (() => Promise<void>)[] = [];
const secret = (): string => randomBytes(12).toString("base64url");

/** Once per suite, because Keycloak's start takes most of the time. */
export const setup = async ({ provide }: TestProject): Promise<void> => {
  const [first = 0, second = 0, globalPort = 0, appPort = 0, partnerPort = 0] = await freePorts(5);
  const appOrigin = `http://localhost:${appPort}`;
  await startApplication(appPort);
  const shared = await startTestParts({ parts: ["mail", "aws"] });
  stops.push(() => shared.stop());
  const user = { email: "ada@example.com", firstName: "Ada", lastName: "Lovelace", password: secret() };
  const startRegion = async (id: string, port: number): Promise<StandRegion> => {
    const origin = `http://localhost:${port}`;
    const parts = await startTestParts({ parts: ["keycloak"], keycloakHostname: origin });
    stops.push(() => parts.stop());
    const controlPlaneSecret = secret();
    await configureRealm({
      url: parts.keycloak.url,
      admin: testSecrets.keycloakAdmin,
      region: id,
      controlPlaneSecret,
      dashboardOrigins: [appOrigin],
      apiOrigin: appOrigin,
      users: [user],
      hasPasswordClient: false,
      smtp: shared.mail.smtp,
    });
    return { id, origin, port, keycloakUrl: parts.keycloak.url, controlPlaneSecret };
  };
  const started = await Promise.allSettled([startRegion("sgp-1", first), startRegion("frankfurt-1", second)]);
  const failed = started.find((each) => each.status === "rejected");
  if (failed !== undefined) {
    await teardown();
    throw failed.reason;
  }
  const regions = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : [])) as EdgeStand["regions"];
  const admin = testSecrets.keycloakAdmin;
  const partnerOrigin = `http://localhost:${partnerPort}`;
  stops.push(await startPipe(partnerPort, regions[1].keycloakUrl));
  const partnerUser = await startPartner(
    await adminOf(regions[0], admin),
    await adminOf(regions[1], admin),
    regions,
    partnerOrigin,
  );
  provide("edge", {
    regions,
    admin,
    user,
    partnerUser,
    partnerOrigin,
    appOrigin,
    redirectUri: `${appOrigin}/signed-in`,
    mailUrl: shared.mail.url,
    awsEndpointUrl: shared.aws.endpointUrl,
    globalPort,
  });
};

const startApplication = async (port: number): Promise<void> => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>signed in</title>");
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
};

export const teardown = async (): Promise<void> => {
  for (const stop of stops.splice(0).toReversed()) await stop();
};
