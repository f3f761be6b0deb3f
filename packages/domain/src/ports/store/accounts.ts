import type { Account } from "../../identity/account.ts";
import type { Role } from "../../identity/role.ts";
import type { Page, PageRequest } from "../page.ts";

export type AccountRepository = {
  create(account: { name: string; owner: { uid: string; email: string } }): Promise<Account>;
  get(id: string): Promise<Account | undefined>;
  /**
   * Locks the row until the transaction ends, so that changes of an account's members and
   * invitations run one after the other.
   */
  getForUpdate(id: string): Promise<Account | undefined>;
  rename(id: string, name: string): Promise<Account>;
  listForPrincipal(uid: string, page: PageRequest): Promise<Page<Account>>;
  rolesOf(uid: string): Promise<{ id: string; roles: Role[] }[]>;
};
