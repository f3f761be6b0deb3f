import type { Member } from "../../identity/account.ts";
import type { Role } from "../../identity/role.ts";
import type { Page, PageRequest } from "../page.ts";

export type MemberRepository = {
  list(accountId: string, page: PageRequest): Promise<Page<Member>>;
  get(accountId: string, uid: string): Promise<Member | undefined>;
  findByEmail(accountId: string, email: string): Promise<Member | undefined>;
  add(member: { accountId: string; uid: string; email: string; roles: Role[] }): Promise<Member>;
  setRoles(accountId: string, uid: string, roles: Role[]): Promise<Member>;
  remove(accountId: string, uid: string): Promise<void>;
  /** How many owners there are besides this principal. */
  countOtherOwners(accountId: string, uid: string): Promise<number>;
  listOwners(accountId: string): Promise<Member[]>;
};
