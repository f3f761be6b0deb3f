import type { WorkspaceId } from "../../workspace/id.ts";

export type BffRegistration = {
  /** The `Idempotency-Key` that the BFF made at its start. */
  key: string;
  /** SHA-256 of the request, hex. */
  requestHash: string;
  bffUrl: string;
};

export type RegistrationRepository = {
  /**
   * Records a start of the BFF, or returns what was recorded under its key. `isCurrent`: no other
   * start was recorded after it.
   */
  record(
    id: WorkspaceId,
    registration: BffRegistration,
  ): Promise<{ isNew: boolean; isCurrent: boolean; registration: BffRegistration }>;
};
