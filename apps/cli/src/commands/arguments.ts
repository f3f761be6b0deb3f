import { accountParams } from "@cogrion/contract";
import type { WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import { InvalidArgumentError } from "commander";
import { z } from "zod";

export const parseWorkspaceId = (text: string): WorkspaceId => {
  if (isWorkspaceId(text)) return text;
  throw new InvalidArgumentError("A workspace's id is its slug with w- before it: w-acme.");
};

export const parseAccountId = (text: string): string => {
  const id = accountParams.shape.account_id.safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError("An account's id is a UUID; ./cogrion account list shows yours.");
};

export const parseUuid = (text: string): string => {
  const id = z.uuid().safeParse(text);
  if (id.success) return id.data;
  throw new InvalidArgumentError("An id is a UUID, as the lists show it.");
};
