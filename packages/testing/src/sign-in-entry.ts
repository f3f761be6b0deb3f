import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { dashboardOriginOf } from "@cogrion/local-stack/dashboard/site";
import { sharedPortsOf } from "@cogrion/local-stack/stack/ports";

/**
 * A GET to this machine under the URL's own name, because not every resolver resolves it to this
 * machine.
 */
const ask = async (url: string): Promise<{ status: number; text: string }> => {
  const { host, port, pathname, search } = new URL(url);
  const headers = { host, accept: "text/html, */*;q=0.5" };
  const request = httpRequest({ host: "127.0.0.1", port, path: `${pathname}${search}`, headers }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: Buffer.concat(await response.toArray()).toString() };
};

/**
 * What the local stack's sign-in entry returns for a workspace, and whether its login page stays at
 * the region's origin below the entry.
 */
export const signInEntryOf = async (port: number, workspaceId: string) => {
  const origin = `http://auth.local.cogrion.localhost:${port}`;
  const dashboardPort = sharedPortsOf(port - sharedPortsOf(0)["sign-in"]).dashboard;
  const discovered = await ask(`${origin}/.well-known/openid-configuration?tenant=${workspaceId}`);
  if (discovered.status !== 200) throw new Error(`${workspaceId} is answered with ${discovered.status}`);
  const { issuer, authorization_endpoint: endpoint = "" } = JSON.parse(discovered.text) as Record<string, string>;
  const query = new URLSearchParams({
    client_id: "cogrion-dashboard",
    response_type: "code",
    redirect_uri: `${dashboardOriginOf(dashboardPort)}/signed-in`,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  });
  const { hostname, host } = new URL(endpoint);
  const regionOrigin = `http://${host}`;
  const { text } = await ask(`${endpoint}?${query.toString()}`);
  return {
    issuer,
    isGlobal: hostname.endsWith(".auth.local.cogrion.localhost"),
    isFormGlobal: text.includes(`action="${regionOrigin}/realms/`),
  };
};
