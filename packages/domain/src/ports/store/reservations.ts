import type { WorkspaceId } from "../../workspace/id.ts";

/**
 * A workspace id that is reserved in the primary and has no workspace yet, or no longer has one.
 */
export type Reservation = {
  workspaceId: WorkspaceId;
  accountId: string;
  /** The generation of the tenant that is being released; undefined until it was read. */
  generation: number | undefined;
  attempts: number;
};

export type ReservationRepository = {
  /**
   * Records that the account is about to reserve the id. It is released after `seconds`, unless it
   * is taken before. False while the id belongs to another account, or is being released.
   */
  hold(workspaceId: WorkspaceId, accountId: string, seconds: number): Promise<boolean>;
  /**
   * Deletes the record, in the transaction that creates the workspace. False if it no longer
   * belongs to the account.
   */
  take(workspaceId: WorkspaceId, accountId: string): Promise<boolean>;
  /** Makes the release due at once, in the transaction that ends the workspace. */
  giveBack(workspaceId: WorkspaceId, accountId: string): Promise<void>;
  /** The reservation that has been due longest, locked; undefined if none is due. */
  claimDue(): Promise<Reservation | undefined>;
  /** Written before the release is requested, so that a repetition releases nothing newer. */
  setGeneration(workspaceId: WorkspaceId, generation: number): Promise<void>;
  delete(workspaceId: WorkspaceId): Promise<void>;
  postpone(workspaceId: WorkspaceId, delaySeconds: number): Promise<void>;
  /** When the oldest unfinished release became due. */
  oldestDueAt(): Promise<Date | undefined>;
};
