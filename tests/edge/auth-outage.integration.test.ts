import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { flowsAt } from "./support/flows.ts";
import type { ProxyHosts } from "./support/hosts.ts";
import { hostNames, startProxyHosts } from "./support/hosts.ts";
import { edgeStand } from "./support/stand.ts";
import type { WireOrigin } from "./support/wire-origin.ts";
import { startWireOrigin } from "./support/wire-origin.ts";

const { globalPort } = edgeStand();
const globalOrigin = `http://auth.cogrion.localhost:${globalPort}`;
const wirePath = "/realms/wire-1/protocol/openid-connect/auth";
const { authorizationUrl, endpoint, originOf } = flowsAt(globalOrigin);
const wireOrigin = originOf("wire-1");
const wireHost = new URL(wireOrigin).host;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

let hosts: ProxyHosts;
let origin: WireOrigin;
beforeAll(async () => {
  origin = await startWireOrigin();
  hosts = await startProxyHosts({
    globalOrigin,
    port: globalPort,
    deadlineSeconds: 1,
    moreRegions: { "wire-1": origin.url },
  });
});
afterAll(async () => {
  await hosts?.stop();
  await origin?.stop();
});
beforeEach(() => {
  // The faults that are provoked here are logged where every host logs.
  vi.spyOn(console, "error").mockReturnValue(undefined);
});

/** A stream has already begun, and can only break off. */
const wholeHosts = hostNames.filter((name) => name !== "Cloudflare Worker");
const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

describe.each(hostNames)("while a region is unavailable, the sign-in proxy in %s", (name) => {
  const ask = (url: string, init?: RequestInit): Promise<Response> => hosts.of(name).fetch(url, init);

  test.each([
    ["en", undefined, "Try again"],
    ["de", "de-AT, en;q=0.5", "Noch einmal versuchen"],
    ["zh", "zh-CN,zh;q=0.9", "重试"],
  ])("tells a person so in %s, with a way to try again", async (language, header, retry) => {
    const url = authorizationUrl("down-1", { state: "<script>alert(1)</script>" });
    const page = await ask(url, {
      headers: { ...html, ...(header === undefined ? {} : { "accept-language": header }) },
    });
    const text = await page.text();
    expect([page.status, page.headers.get("retry-after"), page.headers.get("content-language")]).toEqual([
      503,
      "5",
      language,
    ]);
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<a href="">${retry}</a>`);
    expect(text).not.toContain("alert(1)");
  });

  test("does not offer an automatic retry to a person who sent a form", async () => {
    const url = `${originOf("down-1")}/realms/down-1/login-actions/authenticate?session_code=x`;
    const text = await (await ask(url, { method: "POST", headers: html, body: "password=x" })).text();
    expect(text).toContain("Go back in your browser");
    expect(text).not.toContain("<a ");
  });

  test("returns a problem to a program, whatever it accepts", async () => {
    for (const path of ["token", "certs", "userinfo"]) {
      const answer = await ask(endpoint("down-1", path), { headers: html });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "application/problem+json"]);
      expect(answer.headers.get("access-control-allow-origin")).toBe("*");
      expect(await answer.json()).toMatchObject({ status: 503, code: "dependency_unavailable" });
    }
  });

  test("does not wait longer than its deadline for one that never answers", async () => {
    origin.answer(() => undefined);
    // Independent of other work in the process: a deadline that only a garbage-collected object
    // held never fired.
    const collecting = setInterval(collectGarbage, 100);
    try {
      const page = await ask(authorizationUrl("wire-1"), { headers: html });
      expect(page.status).toBe(503);
      expect(await page.text()).toContain("Try again");
    } finally {
      clearInterval(collecting);
    }
  });

  test.each([502, 503, 504])(
    "says the same for a load balancer's %i, and passes its page on to nobody",
    async (status) => {
      origin.answer((request, response) => {
        request.resume();
        response.writeHead(status, { "content-type": "text/html" }).end("<h1>awselb/2.0</h1>");
      });
      const page = await ask(authorizationUrl("wire-1"), { headers: html });
      expect(page.status).toBe(503);
      expect(await page.text()).not.toContain("awselb");
    },
  );

  test("does not send a browser in circles where the regional host sends it back", async () => {
    origin.answer((request, response) => {
      request.resume();
      response.writeHead(302, { location: `${wireOrigin}${request.url}` }).end();
    });
    const url = `${wireOrigin}/realms/wire-1/broker/partner/endpoint?code=1`;
    const page = await ask(url, { headers: html });
    expect([page.status, page.headers.get("location")]).toEqual([503, null]);
  });

  test.each(wholeHosts.filter((each) => each === name))("hands over no half answer as a whole one (%s)", async () => {
    origin.answer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/html", "content-length": "100" });
      response.write("<p>half", () => response.destroy());
    });
    const page = await ask(authorizationUrl("wire-1"), { headers: html });
    expect([page.status, await page.json()]).toMatchObject([503, { code: "dependency_unavailable" }]);
  });
});

describe("bodies in the Cloudflare Worker, on its socket", () => {
  const send = (path: string, method: string) => {
    const headers = { host: wireHost, ...html };
    return httpRequest({ host: "127.0.0.1", port: globalPort, path, method, headers });
  };

  test("a response is passed on as it arrives, before it is complete", async () => {
    const { promise: isFirstRead, resolve: tellFirstRead } = Promise.withResolvers<void>();
    origin.answer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/html" });
      response.write(`<a href="${origin.url}/realms/wire-1/device">first</a>`);
      // The rest exists only after the first part has been read at the other end.
      void isFirstRead.then(() => response.end("<p>last</p>"));
    });
    const request = send(wirePath, "GET").end();
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    answer.setEncoding("utf8");
    let text = "";
    for await (const chunk of answer) {
      text += chunk as string;
      if (text.includes("first")) tellFirstRead();
    }
    expect(text).toBe(`<a href="${wireOrigin}/realms/wire-1/device">first</a><p>last</p>`);
  });

  test("a form is passed on as it comes, before its end is known", async () => {
    const { promise: hasArrived, resolve: tellArrived } = Promise.withResolvers<string>();
    origin.answer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        body += chunk;
        tellArrived(body);
      });
      request.on("end", () => response.end(body));
    });
    const request = send("/realms/wire-1/login-actions/authenticate", "POST");
    request.write("first&");
    expect(await hasArrived).toBe("first&");
    request.end("last");
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of answer) text += String(chunk);
    expect(text).toBe("first&last");
  });
});
