import type { AuditEvent, Store, SupportAccess } from "@cogrion/domain";
import { CogrionError, decideSupportAccess } from "@cogrion/domain";
import type { Caller } from "../access/caller.ts";
import { auditOf } from "../access/caller.ts";
import { withLockedAccount } from "../access/locked-account.ts";
import { requireInAccount } from "../access/require.ts";

type Deps = { store: Store; now: () => Date };
export type SupportAccessInput = { accountId: string; id: string };

const actions = {
  approve: "support_access.approved",
  refuse: "support_access.refused",
  withdraw: "support_access.withdrawn",
  end: "support_access.ended",
} as const;
type Decision = keyof typeof actions;

/**
 * An owner approves a request of Cogrion's staff, for the requested duration from now on.
 * Repeatable.
 * @throws CogrionError `account_not_found`, `support_access_not_found`, `role_insufficient` also
 * for the person who sent the request, `support_access_state_conflict`
 */
export const approveSupportAccess = (deps: Deps, caller: Caller, input: SupportAccessInput): Promise<SupportAccess> =>
  answer(deps, caller, input, "approve");

/** An owner refuses. Repeatable. @throws CogrionError as approveSupportAccess */
export const refuseSupportAccess = (deps: Deps, caller: Caller, input: SupportAccessInput): Promise<SupportAccess> =>
  answer(deps, caller, input, "refuse");

/**
 * The person who sent the request withdraws it. Repeatable. @throws CogrionError as
 * approveSupportAccess
 */
export const withdrawSupportAccess = async (
  deps: Deps,
  caller: Caller,
  input: SupportAccessInput,
): Promise<SupportAccess> => {
  if (!(await isOwn(deps, caller, input))) {
    await requireInAccount(deps, caller, input.accountId, "account.read");
    if ((await deps.store.supportAccess.get(input.accountId, input.id)) === undefined) throw notFound();
    throw await refusal(
      deps,
      caller,
      input,
      "withdraw",
      "The person who sent a request withdraws it; an owner refuses it.",
    );
  }
  return decide(deps, caller, input, "withdraw");
};

/**
 * An owner, or the person who has the access, ends it before it expires: the next request under it
 * is rejected. Repeatable. @throws CogrionError as approveSupportAccess
 */
export const endSupportAccess = async (
  deps: Deps,
  caller: Caller,
  input: SupportAccessInput,
): Promise<SupportAccess> => {
  if (!(await isOwn(deps, caller, input)))
    await requireInAccount(deps, caller, input.accountId, "support_access.decide");
  return decide(deps, caller, input, "end");
};

const answer = async (
  deps: Deps,
  caller: Caller,
  input: SupportAccessInput,
  decision: "approve" | "refuse",
): Promise<SupportAccess> => {
  const permission = "support_access.decide";
  await requireInAccount(deps, caller, input.accountId, permission);
  if (await isOwn(deps, caller, input)) {
    const why = "You cannot decide on your own request, even as an owner. Ask another owner of the account.";
    throw await refusal(deps, caller, input, decision, why);
  }
  return withLockedAccount(deps, caller, { accountId: input.accountId, permission }, (tx) =>
    decide({ ...deps, store: tx }, caller, input, decision),
  );
};

const notFound = (): CogrionError =>
  new CogrionError("support_access_not_found", { detail: "The account has no support access with this id." });

const isOwn = async ({ store }: Deps, { principal }: Caller, input: SupportAccessInput): Promise<boolean> =>
  (await store.supportAccess.get(input.accountId, input.id))?.staff.uid === principal.uid;

const decide = async (
  { store, now }: Deps,
  caller: Caller,
  input: SupportAccessInput,
  decision: Decision,
): Promise<SupportAccess> =>
  store.transaction(async (tx) => {
    const access = await tx.supportAccess.getForUpdate(input.accountId, input.id);
    if (access === undefined) throw notFound();
    const decided = decideSupportAccess(access, decision, { at: now(), by: caller.principal.uid });
    if (decided.state === access.state) return decided;
    await tx.supportAccess.save(decided);
    await tx.audit.append(auditFactsOf(caller, input, decision, "succeeded"));
    return decided;
  });

/** Leaves an audit event, outside any transaction, and returns the error to throw. */
const refusal = async (
  { store }: Deps,
  caller: Caller,
  input: SupportAccessInput,
  decision: Decision,
  detail: string,
): Promise<CogrionError> => {
  await store.audit.append(auditFactsOf(caller, input, decision, "refused"));
  return new CogrionError("role_insufficient", { detail });
};

const auditFactsOf = (
  caller: Caller,
  { accountId, id }: SupportAccessInput,
  decision: Decision,
  outcome: "succeeded" | "refused",
): AuditEvent =>
  auditOf(caller, {
    accountId,
    action: actions[decision],
    target: { kind: "support_access", id },
    outcome,
    details: { support_access_id: id },
  });
