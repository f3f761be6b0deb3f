import { servicePrincipalRoles } from "@cogrion/domain";
import { z } from "zod";
import { displayName, timestamp, uuid } from "./common.ts";

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** RFC 7517, only the public half: a key with the private member (`d`) is rejected. */
export const publicKey = z
  .strictObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate })
  .meta({
    id: "PublicKey",
    description: "Public key as a JWK: ECDSA on P-256",
    example: {
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
  });

/** RFC 7638: 256 bits. */
const keyId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({
    description: "RFC 7638 thumbprint; send it as `kid`",
    example: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U",
  });

export const servicePrincipal = z
  .object({
    id: uuid,
    account_id: uuid,
    client_id: z.string().meta({ description: "Client id at the region's token endpoint" }),
    name: z.string(),
    roles: z.array(z.enum(servicePrincipalRoles)),
    state: z.enum(["active", "disabled"]),
    is_in_force: z.boolean().meta({ description: "Whether the token endpoint has its current state and keys" }),
    keys: z.array(z.object({ id: keyId, public_key: publicKey, created_at: timestamp })),
    created_by: uuid,
    created_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: "ServicePrincipal" });

export const createServicePrincipalBody = z.strictObject({
  name: displayName.meta({ example: "deploy pipeline" }),
  roles: z.array(z.enum(servicePrincipalRoles)).min(1).max(servicePrincipalRoles.length),
  public_key: publicKey,
});

export const addServicePrincipalKeyBody = z.strictObject({ public_key: publicKey });

export const servicePrincipalParams = z.strictObject({ account_id: uuid, service_principal_id: uuid });
export const servicePrincipalKeyParams = servicePrincipalParams.extend({ key_id: keyId });
