import type { WorkspaceId } from "../../workspace/id.ts";

/** A workspace id whose reservation in the primary has no workspace yet, or has one no longer. */
export type Reservation = {
  workspaceId: WorkspaceId;
  accountId: string;
  /** Of the tenant that is being released; undefined until it was read. */
  generation: number | undefined;
  attempts: number;
};

export type ReservationRepository = {
  /**
   * Notes that the account is about to reserve the id. It is released after `seconds`, unless it is
   * taken before. False while the id is another account's, or is being released.
   */
  hold(workspaceId: WorkspaceId, accountId: string, seconds: number): Promise<boolean>;
  /** Ends the note, in the transaction that creates the workspace. False if it is no longer the account's. */
  take(workspaceId: WorkspaceId, accountId: string): Promise<boolean>;
  /** Makes the release due at once, in the transaction that ends the workspace. */
  giveBack(workspaceId: WorkspaceId, accountId: string): Promise<void>;
  /** The reservation that has been due for longest, locked; undefined: none is due. */
  claimDue(): Promise<Reservation | undefined>;
  /** Written before the release is asked for, so that a repetition releases nothing newer. */
  setGeneration(workspaceId: WorkspaceId, generation: number): Promise<void>;
  delete(workspaceId: WorkspaceId): Promise<void>;
  postpone(workspaceId: WorkspaceId, delaySeconds: number): Promise<void>;
  /** When the oldest release became due that is not done. */
  oldestDueAt(): Promise<Date | undefined>;
};
