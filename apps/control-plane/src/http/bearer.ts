import { CogrionError } from "@cogrion/domain";

// RFC 6750 section 2.1. The token is accepted only in the header, never in the query, which logs
// would store.
const bearerPattern = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** @throws CogrionError `token_missing` */
export const bearerOf = (authorization: string | undefined): string => {
  const token = authorization === undefined ? undefined : bearerPattern.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new CogrionError("token_missing", { detail: "Send a token in the header `Authorization: Bearer …`." });
};
