import { createInterRegionTokenCheck } from "@cogrion/auth";
import type { Environment, Store, Tenant, Tenants } from "@cogrion/domain";
import { CogrionError, trustedRegionOf } from "@cogrion/domain";
import {
  lookupAnswer,
  lookupBody,
  paths,
  principalAnswer,
  principalQuery,
  reserveBody,
  resolveBody,
  tenantAnswer,
  tenantParams,
} from "@cogrion/inter-region";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { HttpAppOptions } from "../http/app.ts";
import { createHttpApp } from "../http/app.ts";
import { bearerOf } from "../http/bearer.ts";

export type InternalListenerOptions = Omit<HttpAppOptions, "routes" | "isHttps"> & {
  store: Pick<Store, "principals">;
  tenants: Tenants;
  environment: Environment;
  /** Those in force. */
  tokens: readonly string[];
};

const internalRoutes = [
  { method: "GET", path: paths.principals },
  { method: "POST", path: paths.principals },
  { method: "POST", path: paths.principalLookup },
  { method: "GET", path: paths.tenant("{workspace_id}") },
  { method: "PUT", path: paths.tenant("{workspace_id}") },
  { method: "POST", path: paths.activation("{workspace_id}") },
  { method: "POST", path: paths.deletion("{workspace_id}") },
] as const;

const urlOf = (path: (id: string) => string): string => path(":workspace_id");

/** `/internal/**`: the primary's records, for the other regions only; behind a private load balancer. */
export const createInternalListener = async (options: InternalListenerOptions): Promise<FastifyInstance> => {
  const { store, tenants, environment } = options;
  const base = createHttpApp({ ...options, isHttps: false, routes: internalRoutes });
  const isInForce = createInterRegionTokenCheck(options.tokens);
  // For every request, unknown paths too: without the token nothing can be learnt here.
  base.addHook("onRequest", async (request) => {
    if (isInForce(bearerOf(request.headers.authorization))) return;
    throw new CogrionError("token_invalid", { detail: "The inter-region token was refused." });
  });
  const app = base.withTypeProvider<ZodTypeProvider>();

  app.route({
    method: "GET",
    url: paths.principals,
    config: { routeId: "principals.get" },
    schema: { querystring: principalQuery, response: { 200: principalAnswer } },
    handler: async ({ query }) => {
      const identity = await store.principals.findByEmail(query.email);
      if (identity !== undefined) return identity;
      throw new CogrionError("principal_not_found", { detail: "Nobody of this address has signed in yet." });
    },
  });

  app.route({
    method: "POST",
    url: paths.principalLookup,
    config: { routeId: "principals.lookup" },
    schema: { body: lookupBody, response: { 200: lookupAnswer } },
    handler: async ({ body }) => ({ principals: await store.principals.findByEmails(body.emails) }),
  });

  // The first encounter of another region with somebody: made and bound here, so that there is one record.
  app.route({
    method: "POST",
    url: paths.principals,
    config: { routeId: "principals.resolve" },
    schema: { body: resolveBody, response: { 200: principalAnswer } },
    handler: ({ body: { origin, ...claim } }) => {
      // The asking region has looked already. Whoever has got its token, or a region of another environment, must not bind what no realm of ours signs.
      if (trustedRegionOf(claim.issuer, environment) === undefined) {
        throw new CogrionError("token_invalid", {
          detail: "The principal was refused: its issuer is not a realm of this environment.",
          meta: { reason: "issuer" },
        });
      }
      return store.principals.resolve({
        ...claim,
        origin: { sourceIp: origin?.source_ip, requestId: origin?.request_id },
      });
    },
  });

  app.route({
    method: "GET",
    url: urlOf(paths.tenant),
    config: { routeId: "tenants.get" },
    schema: { params: tenantParams, response: { 200: tenantAnswer } },
    handler: async ({ params }) => {
      const tenant = await tenants.get(params.workspace_id);
      if (tenant !== undefined) return presentTenant(tenant);
      throw new CogrionError("workspace_not_found", { detail: "No region holds a workspace of this id." });
    },
  });

  app.route({
    method: "PUT",
    url: urlOf(paths.tenant),
    config: { routeId: "tenants.reserve" },
    schema: { params: tenantParams, body: reserveBody, response: { 204: z.undefined() } },
    handler: async ({ params, body }, reply) => {
      const { region, delegated_zone: delegatedZone, reservation } = body;
      await tenants.reserve({ workspaceId: params.workspace_id, region, delegatedZone }, reservation);
      return reply.code(204).send();
    },
  });

  app.route({
    method: "POST",
    url: urlOf(paths.activation),
    config: { routeId: "tenants.activate" },
    schema: { params: tenantParams, response: { 204: z.undefined() } },
    handler: async ({ params }, reply) => {
      await tenants.activate(params.workspace_id);
      return reply.code(204).send();
    },
  });

  app.route({
    method: "POST",
    url: urlOf(paths.deletion),
    config: { routeId: "tenants.delete" },
    schema: { params: tenantParams, response: { 204: z.undefined() } },
    handler: async ({ params }, reply) => {
      await tenants.markDeleted(params.workspace_id);
      return reply.code(204).send();
    },
  });

  await base.ready();
  return base;
};

const presentTenant = ({ workspaceId, region, delegatedZone, status }: Tenant): z.input<typeof tenantAnswer> => ({
  workspace_id: workspaceId,
  region,
  delegated_zone: delegatedZone,
  status,
});
