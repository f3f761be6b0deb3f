import type { Role } from "./role.ts";

/** The customer's organisation. It lives in the region where it is created. */
export type Account = {
  /** UUID v7. */
  id: string;
  name: string;
  version: number;
  createdAt: Date;
};

/** A principal's membership of an account. */
export type Member = {
  accountId: string;
  principalUid: string;
  /**
   * The address with which they joined. A principal is identified by its address, so this does not
   * change.
   */
  email: string;
  roles: Role[];
  version: number;
  joinedAt: Date;
};
