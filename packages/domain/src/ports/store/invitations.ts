import type { Invitation } from "../../identity/invitation.ts";
import type { Role } from "../../identity/role.ts";
import type { Page, PageRequest } from "../page.ts";

export type InvitationRepository = {
  create(invitation: {
    accountId: string;
    email: string;
    roles: Role[];
    invitedBy: string;
    at: Date;
    expiresAt: Date;
  }): Promise<Invitation>;
  get(accountId: string, id: string): Promise<Invitation | undefined>;
  getById(id: string): Promise<Invitation | undefined>;
  list(accountId: string, page: PageRequest): Promise<Page<Invitation>>;
  /** The invitation that is neither accepted nor revoked; it may have expired. */
  findPending(accountId: string, email: string): Promise<Invitation | undefined>;
  countPending(accountId: string): Promise<number>;
  listPendingBy(accountId: string, invitedBy: string): Promise<Invitation[]>;
  /** Starts the next generation and deletes the tokens of earlier ones. */
  renew(id: string, change: { invitedBy: string; at: Date; expiresAt: Date }): Promise<Invitation>;
  accept(id: string, uid: string): Promise<void>;
  revoke(id: string): Promise<void>;
  /**
   * `secretHash` is the SHA-256 of a link's token, hex. Returns false if the invitation has another
   * generation by now, or is closed.
   */
  addToken(id: string, generation: number, secretHash: string): Promise<boolean>;
  findByToken(secretHash: string): Promise<Invitation | undefined>;
  /**
   * Deletes invitations that were closed, or have expired, before that time, at most `limit`;
   * returns how many.
   */
  purge(before: Date, limit: number): Promise<number>;
};
