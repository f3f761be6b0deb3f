import { randomUUID } from "node:crypto";
import type { ServicePrincipal } from "@cogrion/domain";
import { newKeyPair } from "../../support/service-principal.ts";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase } from "../case.ts";

/** Deletes those of earlier cases, because an account can have only a limited number. */
const given = async ({ store, accountId }: Stage): Promise<ServicePrincipal> => {
  for (const { id } of (await store.servicePrincipals.list(accountId, { limit: 100, cursor: undefined })).rows)
    await store.servicePrincipals.setState(id, "deleted");
  const { id } = await store.servicePrincipals.create({
    accountId,
    name: "case",
    roles: ["viewer"],
    createdBy: randomUUID(),
  });
  const { publicKey, keyId } = newKeyPair();
  await store.servicePrincipals.addKey(id, { id: keyId, publicKey });
  const made = await store.servicePrincipals.get(accountId, id);
  if (made === undefined) throw new Error("the service principal just made is gone");
  return made;
};

const paramsOf = ({ accountId, id }: ServicePrincipal) => ({ account_id: accountId, service_principal_id: id });
const one: OperationCase = async (stage) => ({ params: paramsOf(await given(stage)) });

export const servicePrincipalCases = {
  "service_principals.create": async (stage) => {
    await given(stage);
    return {
      params: { account_id: stage.accountId },
      body: { name: "one more", roles: ["viewer"], public_key: newKeyPair().publicKey },
    };
  },
  "service_principals.list": async ({ accountId }) => ({ params: { account_id: accountId } }),
  "service_principals.get": one,
  "service_principals.disable": one,
  "service_principals.enable": one,
  "service_principals.add_key": async (stage) => ({
    params: paramsOf(await given(stage)),
    body: { public_key: newKeyPair().publicKey },
  }),
  "service_principals.remove_key": async (stage) => {
    const made = await given(stage);
    return { params: { ...paramsOf(made), key_id: made.keys[0]?.id ?? "" } };
  },
  "service_principals.delete": one,
} satisfies Record<string, OperationCase>;
