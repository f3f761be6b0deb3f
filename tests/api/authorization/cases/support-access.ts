import { randomUUID } from "node:crypto";
import type { SupportAccess } from "@cogrion/domain";
import { decideSupportAccess } from "@cogrion/domain";
import type { Stage } from "../../support/stage.ts";
import type { OperationCase, OperationRequest } from "../case.ts";

const asked = { role: "viewer", reason: "Ticket 4711", duration_seconds: 600 } as const;

type Staff = { uid?: string; role?: SupportAccess["role"] };

const given = (stage: Stage, { uid = randomUUID(), role = asked.role }: Staff = {}): Promise<SupportAccess> =>
  stage.store.supportAccess.create({
    accountId: stage.accountId,
    staff: { uid, email: "somebody@cogrion.com" },
    role,
    reason: asked.reason,
    durationSeconds: asked.duration_seconds,
    requestedAt: new Date(),
  });

export const givenApproved = async (stage: Stage, staff?: Staff): Promise<SupportAccess> => {
  const access = decideSupportAccess(await given(stage, staff), "approve", { at: new Date(), by: randomUUID() });
  await stage.store.supportAccess.save(access);
  return access;
};

const requestOn = ({ accountId, id }: SupportAccess): OperationRequest => ({
  params: { account_id: accountId, support_access_id: id },
});

export const uidOfSam = async (stage: Stage): Promise<string> =>
  (await stage.store.principals.findByEmail("sam@example.com"))?.uid ?? "";

const requested: OperationCase = async (stage) => requestOn(await given(stage));

export const supportAccessCases = {
  "support_access.request": async (stage) => {
    const uid = await uidOfSam(stage);
    for (const open of await stage.store.supportAccess.listOpen(stage.accountId, uid, new Date())) {
      const decision = open.state === "requested" ? "withdraw" : "end";
      await stage.store.supportAccess.save(decideSupportAccess(open, decision, { at: new Date(), by: uid }));
    }
    return { params: { account_id: stage.accountId }, body: asked, as: "sam" };
  },
  "support_access.list": async ({ accountId }) => ({ params: { account_id: accountId } }),
  "support_access.list_own": async () => ({}),
  "support_access.approve": requested,
  "support_access.refuse": requested,
  "support_access.withdraw": async (stage) => ({
    ...requestOn(await given(stage, { uid: await uidOfSam(stage) })),
    as: "sam",
  }),
  "support_access.end": async (stage) => requestOn(await givenApproved(stage)),
} satisfies Record<string, OperationCase>;
