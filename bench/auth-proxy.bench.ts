import { createHash, randomBytes } from "node:crypto";
import { startWorkerHost } from "@cogrion/testing/edge/hosts";
import { freePorts } from "@cogrion/local-stack/parts/free-ports";
import { configureRealm } from "@cogrion/local-stack/region/realm";
import { startTestParts, testSecrets } from "@cogrion/testing/parts";
import type { Bench, Measure } from "./measure.ts";
import { againstFloor, forTheRecord, medianOf, millisecondsOf, withinLimit } from "./measure.ts";
import { startNginx } from "./support/nginx.ts";
import type { Connection } from "./support/one-connection.ts";
import { openConnection } from "./support/one-connection.ts";
import { residentMebibytesOf, workerdPids } from "./support/workerd.ts";

const region = "sgp-1";
const user = {
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "L",
  password: randomBytes(12).toString("base64url"),
};
const appOrigin = "http://localhost:3999";
const verifier = randomBytes(32).toString("base64url");

const samples = 600;
const logins = 80;
const memoryRequests = 100_000;
/**
 * Until here V8 lets the heap grow before it collects much: a Worker that only passes requests on
 * grows as far.
 */
const settledRequests = 150_000;
const memoryConnections = 8;

export const bench: Bench = {
  name: "auth-proxy",
  summary: "What the sign-in proxy in workerd adds to Keycloak, beside nginx, and its memory over 100,000 requests",
  async *run(log) {
    const parts = await startTestParts({ parts: ["keycloak"] });
    const stops: (() => Promise<void> | void)[] = [() => parts.stop()];
    try {
      const keycloakOrigin = `http://localhost:${new URL(parts.keycloak.url).port}`;
      await configureRealm({
        url: parts.keycloak.url,
        admin: testSecrets.keycloakAdmin,
        region,
        controlPlaneSecret: randomBytes(12).toString("base64url"),
        dashboardOrigins: [appOrigin],
        apiOrigin: appOrigin,
        users: [user],
        hasPasswordClient: false,
      });
      const [port = 0] = await freePorts(1);
      const globalOrigin = `http://auth.cogrion.localhost:${port}`;
      const browserOrigin = `http://${region}.auth.cogrion.localhost:${port}`;
      const worker = await startWorkerHost({
        app: "auth-proxy",
        port,
        bindings: { ENVIRONMENT: "local", LOCAL_ORIGIN: globalOrigin, REGIONS: `${region}=${keycloakOrigin}` },
      });
      stops.push(() => worker.stop());
      const nginx = await startNginx(keycloakOrigin);
      if (nginx === undefined)
        log("there is no nginx on this machine to compare with (Debian: apt install nginx-light)");
      else stops.push(() => nginx.stop());

      const direct = openConnection(keycloakOrigin);
      const proxied = openConnection(browserOrigin);
      const plain = nginx === undefined ? undefined : openConnection(nginx.origin);
      stops.push(direct.close, proxied.close);
      if (plain !== undefined) stops.push(plain.close);
      const ways = { direct, proxied, ...(plain === undefined ? {} : { plain }) };
      log(`${samples} requests of each kind, in turn`);
      yield* addedTo("keys", "certs", ways);
      yield* addedTo("login page", `auth?${authorizationQuery}`, ways);
      log(`${logins} logins of each, in turn`);
      yield* wholeLogins(ways);
      log(`${settledRequests + memoryRequests} requests through the Worker`);
      yield* memory(browserOrigin);
    } finally {
      for (const stop of stops.toReversed()) await stop();
    }
  },
};

const protocol = `/realms/${region}/protocol/openid-connect`;
const authorizationQuery = new URLSearchParams({
  client_id: "cogrion-dashboard",
  response_type: "code",
  scope: "openid",
  redirect_uri: `${appOrigin}/signed-in`,
  code_challenge: createHash("sha256").update(verifier).digest("base64url"),
  code_challenge_method: "S256",
}).toString();

type Ways = { direct: Connection; proxied: Connection; plain?: Connection };

/** The same work in each way, in turn, so that other load on the machine affects all of them. */
const medians = async (ways: Ways, turns: number, work: (way: Connection) => Promise<void>) => {
  const all = Object.entries(ways).map(([name, way]) => ({ name, way, milliseconds: [] as number[] }));
  for (let turn = -Math.ceil(turns / 3); turn < turns; turn++) {
    for (const { way, milliseconds } of all) {
      const took = await millisecondsOf(() => work(way));
      if (turn >= 0) milliseconds.push(took);
    }
  }
  return Object.fromEntries(all.map(({ name, milliseconds }) => [name, medianOf(milliseconds)])) as Record<
    keyof Ways,
    number
  >;
};

async function* addedTo(what: string, target: string, ways: Ways): AsyncIterable<Measure> {
  const { direct, proxied, plain } = await medians(ways, samples, async (way) => {
    const { status } = await way.ask(`${protocol}/${target}`);
    if (status !== 200) throw new Error(`${what} was answered with ${status}`);
  });
  yield forTheRecord({ name: `${what}: Keycloak directly, p50`, ours: direct, unit: "ms" });
  yield withinLimit({ name: `${what}: added by the proxy, p50`, ours: proxied - direct, unit: "ms", atMost: 2 });
  if (ways.plain !== undefined) {
    yield forTheRecord({ name: `${what}: added by nginx, p50`, ours: plain - direct, unit: "ms" });
  }
}

async function* wholeLogins(ways: Ways): AsyncIterable<Measure> {
  const { direct, proxied, plain } = await medians(ways, logins, signIn);
  const unit = "ms";
  yield againstFloor({ name: "whole login, median", ours: proxied, floor: direct, unit, atMost: 1.05 });
  if (ways.plain !== undefined) yield forTheRecord({ name: "whole login through nginx, median", ours: plain, unit });
}

/** Page, form, token: three requests. */
const signIn = async (way: Connection): Promise<void> => {
  const page = await way.ask(`${protocol}/auth?${authorizationQuery}`);
  const action = /action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll("&amp;", "&");
  const cookie = [page.headers["set-cookie"] ?? []]
    .flat()
    .map((each) => each.split(";")[0])
    .join("; ");
  if (action === undefined) throw new Error(`no login form: ${page.status}`);
  const { pathname, search } = new URL(action);
  const form = { username: user.email, password: user.password };
  const { status, headers, text } = await way.ask(`${pathname}${search}`, { form, cookie });
  const code = URL.parse(headers.location ?? "")?.searchParams.get("code");
  if (typeof code !== "string") throw new Error(`no code: ${status} ${headers.location ?? text.slice(0, 2000)}`);
  const token = await way.ask(`${protocol}/token`, {
    form: {
      grant_type: "authorization_code",
      client_id: "cogrion-dashboard",
      redirect_uri: `${appOrigin}/signed-in`,
      code,
      code_verifier: verifier,
    },
  });
  if (token.status !== 200) throw new Error(`the code was refused: ${token.text}`);
};

async function* memory(browserOrigin: string): AsyncIterable<Measure> {
  const [pid] = await workerdPids();
  if (pid === undefined) throw new Error("workerd does not run under this process");
  const ways = Array.from({ length: memoryConnections }, () => openConnection(browserOrigin));
  const run = (requests: number) =>
    Promise.all(
      ways.map(async (way) => {
        for (let count = 0; count < requests / memoryConnections; count++) await way.ask(`${protocol}/certs`);
      }),
    );
  try {
    await run(settledRequests);
    const settled = await residentMebibytesOf(pid);
    await run(memoryRequests);
    yield againstFloor({
      name: `workerd after ${memoryRequests} requests, beside after ${settledRequests} before them`,
      ours: await residentMebibytesOf(pid),
      floor: settled,
      unit: "MiB",
      atMost: 1.1,
    });
  } finally {
    for (const way of ways) way.close();
  }
}
