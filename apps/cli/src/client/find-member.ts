import type { ApiClient, member } from "@cogrion/contract";
import { memberParams, routes } from "@cogrion/contract";
import type { z } from "zod";
import { UsageError } from "../failure.ts";
import { cogrion } from "../invocation.ts";

export type MemberView = z.infer<typeof member>;

/**
 * The id of a member, given by id or by address. @throws UsageError if the account has no member
 * with this address
 */
export const memberIdOf = async (api: ApiClient, accountId: string, named: string): Promise<string> => {
  if (memberParams.shape.principal_uid.safeParse(named).success) return named;
  const email = named.toLowerCase();
  let cursor: string | undefined;
  do {
    const page = await api.call(routes.listMembers, {
      params: { account_id: accountId },
      query: { limit: 100, cursor },
    });
    const found = page.items.find((each) => each.email.toLowerCase() === email);
    if (found !== undefined) return found.principal_uid;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  throw new UsageError(`The account has no member ${named}. See: ${cogrion} account members ${accountId}`);
};
