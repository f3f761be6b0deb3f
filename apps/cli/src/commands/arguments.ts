import { accountParams } from "@cogrion/contract";
import type { Role, WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId, roles } from "@cogrion/domain";
import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { cogrion } from "../invocation.ts";

export const parseWorkspaceId = (text: string): WorkspaceId => {
  if (isWorkspaceId(text)) return text;
  throw new InvalidArgumentError("A workspace id is w- and its slug: w-acme.");
};

export const parseAccountId = (text: string): string => {
  const id = accountParams.shape.account_id.safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError(`An account id is a UUID; ${cogrion} account list lists yours.`);
};

export const parseUuid = (text: string): string => {
  const id = z.uuid().safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError("An id is a UUID, as the list commands print it.");
};

const isRole = (text: string): text is Role => roles.some((role) => role === text);

/** Collects each role once, for an option or argument that can be repeated. */
export const parseRole = (text: string, before: Role[] = []): Role[] => {
  if (!isRole(text)) throw new InvalidArgumentError(`A role is one of ${roles.join(", ")}.`);
  return before.includes(text) ? before : [...before, text];
};

export const parseOrigin = (text: string): URL => {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text) return url;
  throw new InvalidArgumentError("An origin is a scheme and a host: https://auth.cogrion.com.");
};

export const parseAddress = (text: string): string => {
  if (/^[a-z0-9.-]+(:\d{1,5})?$/i.test(text)) return text;
  throw new InvalidArgumentError("An address is a host, or host:port.");
};
