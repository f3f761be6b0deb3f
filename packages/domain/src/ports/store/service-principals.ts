import type { PublicKey, ServicePrincipal, ServicePrincipalState } from "../../identity/service-principal.ts";
import type { Page, PageRequest } from "../page.ts";

/** The state of a service principal that the realm must get, and its revision. */
export type ServicePrincipalSync = Pick<ServicePrincipal, "id" | "state" | "keys"> & {
  revision: number;
  attempts: number;
};

export type ServicePrincipalRepository = {
  create(
    servicePrincipal: Pick<ServicePrincipal, "accountId" | "name" | "roles" | "createdBy">,
  ): Promise<ServicePrincipal>;
  /** Without deleted ones; the same applies to the next two. */
  get(accountId: string, id: string): Promise<ServicePrincipal | undefined>;
  /** Locks the row until the transaction ends. */
  getForUpdate(accountId: string, id: string): Promise<ServicePrincipal | undefined>;
  list(accountId: string, page: PageRequest): Promise<Page<ServicePrincipal>>;
  count(accountId: string): Promise<number>;
  /**
   * The service principal of a token, including deleted ones. `subject` is undefined until the
   * realm has it.
   */
  find(
    id: string,
  ): Promise<
    | (Pick<ServicePrincipal, "accountId" | "roles" | "state" | "lastUsedAt"> & { subject: string | undefined })
    | undefined
  >;
  /** This and the next two raise the revision, which the worker then sends to the realm. */
  setState(id: string, state: ServicePrincipalState): Promise<void>;
  addKey(id: string, key: { id: string; publicKey: PublicKey }): Promise<void>;
  removeKey(id: string, keyId: string): Promise<void>;
  /** Records the use, to the minute. */
  touch(id: string, at: Date): Promise<void>;
  /**
   * One whose revision the realm does not have, and that is due; no other transaction can claim it
   * before this one ends.
   */
  claimForSync(): Promise<ServicePrincipalSync | undefined>;
  markSynced(id: string, revision: number, subject: string | undefined): Promise<void>;
  postponeSync(id: string, delaySeconds: number): Promise<void>;
  /** How many the realm does not have yet. */
  countUnsynced(): Promise<number>;
};
