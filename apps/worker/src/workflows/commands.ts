import { defineSignal } from "@temporalio/workflow";

export type Command = { id: string; kind: "provision" | "retry" | "delete" | "reconcile" };
export const command = defineSignal<[Command]>("command");

/** What still has to be done, whatever number of commands requested it. */
export type Due = { provisioning: boolean; reconciliation: boolean; deletion: boolean };

export const nothingDue: Due = { provisioning: false, reconciliation: false, deletion: false };

export const isAnyDue = (due: Due): boolean => due.provisioning || due.reconciliation || due.deletion;

export const note = (due: Due, kind: Command["kind"]): void => {
  if (kind === "delete") due.deletion = true;
  else if (kind === "reconcile") due.reconciliation = true;
  else due.provisioning = true;
};
