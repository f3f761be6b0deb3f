import type { WorkspaceId } from "@cogrion/domain";
import { isWorkspaceId } from "@cogrion/domain";
import { InvalidArgumentError } from "commander";

export const parseWorkspaceId = (text: string): WorkspaceId => {
  if (isWorkspaceId(text)) return text;
  throw new InvalidArgumentError("A workspace's id is its slug with w- before it: w-acme.");
};
