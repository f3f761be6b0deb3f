import type { Account, Member } from "../identity/account.ts";
import type { Invitation } from "../identity/invitation.ts";
import type { Role } from "../identity/role.ts";
import type { MailSubject, QueuedMail } from "./mailer.ts";
import type { Page, PageRequest } from "./page.ts";

export type AccountRepository = {
  create(account: { name: string; owner: { uid: string; email: string } }): Promise<Account>;
  get(id: string): Promise<Account | undefined>;
  /** Locks the row until the transaction ends: changes of an account's members and invitations come one after the other. */
  getForUpdate(id: string): Promise<Account | undefined>;
  rename(id: string, name: string): Promise<Account>;
  listForPrincipal(uid: string, page: PageRequest): Promise<Page<Account>>;
  rolesOf(uid: string): Promise<{ id: string; roles: Role[] }[]>;
};

export type MemberRepository = {
  list(accountId: string, page: PageRequest): Promise<Page<Member>>;
  get(accountId: string, uid: string): Promise<Member | undefined>;
  findByEmail(accountId: string, email: string): Promise<Member | undefined>;
  add(member: { accountId: string; uid: string; email: string; roles: Role[] }): Promise<Member>;
  setRoles(accountId: string, uid: string, roles: Role[]): Promise<Member>;
  remove(accountId: string, uid: string): Promise<void>;
  /** How many owners there are beside this principal. */
  countOtherOwners(accountId: string, uid: string): Promise<number>;
  listOwners(accountId: string): Promise<Member[]>;
};

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
  /** The one that is neither accepted nor revoked; it may have expired. */
  findPending(accountId: string, email: string): Promise<Invitation | undefined>;
  countPending(accountId: string): Promise<number>;
  listPendingBy(accountId: string, invitedBy: string): Promise<Invitation[]>;
  /** The next generation: forgets the tokens of those before. */
  renew(id: string, change: { invitedBy: string; at: Date; expiresAt: Date }): Promise<Invitation>;
  accept(id: string, uid: string): Promise<void>;
  revoke(id: string): Promise<void>;
  /** `secretHash` is the SHA-256 of a link's token, hex. False where the invitation is of another generation by now, or closed. */
  addToken(id: string, generation: number, secretHash: string): Promise<boolean>;
  findByToken(secretHash: string): Promise<Invitation | undefined>;
  /** Deletes those that were closed, or have expired, before that time, at most `limit`; tells how many. */
  purge(before: Date, limit: number): Promise<number>;
};

export type MailRepository = {
  enqueue(mail: MailSubject, at: Date): Promise<void>;
  /**
   * Locks the mailbox of the address until the transaction ends, so that mails to it are asked for one after the other. Answers the invitations' mails that were
   * asked for since then, of every account, newest first, whatever became of them.
   */
  lockMailbox(email: string, since: Date): Promise<{ accountId: string; at: Date }[]>;
  /** The mail that is due the longest, its attempt counted; not due again before `leaseSeconds` are over, so that a mail whose sender died is retried. */
  claim(leaseSeconds: number): Promise<QueuedMail | undefined>;
  close(id: string, status: "sent" | "failed" | "superseded"): Promise<void>;
  postpone(id: string, delaySeconds: number): Promise<void>;
  queued(): Promise<{ count: number; oldestAt: Date | undefined }>;
};
