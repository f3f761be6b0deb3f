import type { PublicKey, ServicePrincipal, ServicePrincipalState } from "../../identity/service-principal.ts";
import type { Page, PageRequest } from "../page.ts";

/** What the realm has to be told about a service principal, and which of its revisions that is. */
export type ServicePrincipalSync = Pick<ServicePrincipal, "id" | "state" | "keys"> & {
  revision: number;
  attempts: number;
};

export type ServicePrincipalRepository = {
  create(
    servicePrincipal: Pick<ServicePrincipal, "accountId" | "name" | "roles" | "createdBy">,
  ): Promise<ServicePrincipal>;
  /** Without those that were deleted, as are the next two. */
  get(accountId: string, id: string): Promise<ServicePrincipal | undefined>;
  /** Locks the row until the transaction ends. */
  getForUpdate(accountId: string, id: string): Promise<ServicePrincipal | undefined>;
  list(accountId: string, page: PageRequest): Promise<Page<ServicePrincipal>>;
  count(accountId: string): Promise<number>;
  /**
   * Who a token of this service principal speaks for; deleted ones too. `subject` is undefined
   * until the realm has it.
   */
  find(
    id: string,
  ): Promise<
    | (Pick<ServicePrincipal, "accountId" | "roles" | "state" | "lastUsedAt"> & { subject: string | undefined })
    | undefined
  >;
  /** This and the next two raise the revision, which the realm is then told. */
  setState(id: string, state: ServicePrincipalState): Promise<void>;
  addKey(id: string, key: { id: string; publicKey: PublicKey }): Promise<void>;
  removeKey(id: string, keyId: string): Promise<void>;
  /** Notes the use, to the minute. */
  touch(id: string, at: Date): Promise<void>;
  /**
   * One whose revision the realm was not told, and that is due; no other transaction claims it
   * before this one ends.
   */
  claimForSync(): Promise<ServicePrincipalSync | undefined>;
  markSynced(id: string, revision: number, subject: string | undefined): Promise<void>;
  postponeSync(id: string, delaySeconds: number): Promise<void>;
  /** How many the realm was not told of yet. */
  countUnsynced(): Promise<number>;
};
