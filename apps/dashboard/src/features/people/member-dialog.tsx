import type { SuccessOf } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import type { Role } from "@cogrion/domain";
import { mayGrant, roles } from "@cogrion/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { meQuery, rolesOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf, ifMatch } from "../../data/api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import styles from "../workspaces/overview.module.css";
import { roleWords } from "./role-words.ts";

export type MemberView = SuccessOf<typeof routes.listMembers>["items"][number];

/** Both acts take effect at the member's next request. */
export const MemberDialog = ({ member, onClose }: { member: MemberView; onClose: () => void }) => {
  const { region, account, me } = useScope();
  const queryClient = useQueryClient();
  const accountId = account?.id ?? "";
  const held = rolesOf(me, accountId);
  const [role, setRole] = useState<Role>(roles.find((each) => member.roles.includes(each)) ?? "viewer");
  const params = { account_id: accountId, principal_uid: member.principal_uid };
  const options = {
    onSuccess: onClose,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: ["members", region.id, accountId] });
      void queryClient.invalidateQueries({ queryKey: meQuery(region).queryKey });
    },
  };
  const change = useMutation({
    mutationFn: async () => {
      const { headers } = await apiOf(region).exchange(routes.getMember, { params });
      const version = headers.get("etag");
      await apiOf(region).call(routes.updateMember, { params, body: { roles: [role] }, headers: ifMatch(version) });
    },
    ...options,
  });
  const remove = useMutation({ mutationFn: () => apiOf(region).call(routes.removeMember, { params }), ...options });
  const refusal = mayGrant(held, member.roles) ? undefined : "Their role is above your own. Ask an owner.";
  return (
    <Dialog isOpen onClose={onClose} title={member.email}>
      <SelectField
        label="Role"
        value={role}
        onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? role)}
        options={roles.map((each) => ({ value: each, text: roleWords([each]), isOff: !mayGrant(held, [each]) }))}
        help="It is in force from their next request on."
      />
      {change.isError ? <Problem error={change.error} /> : null}
      {remove.isError ? <Problem error={remove.error} /> : null}
      <div className={styles["acts"]}>
        <Button look="primary" isBusy={change.isPending} disabledReason={refusal} onClick={() => change.mutate()}>
          Change role
        </Button>
        <Button
          look="danger"
          isBusy={remove.isPending}
          onClick={() => (refusal === undefined ? remove.mutate() : undefined)}
        >
          Remove from the account
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
      <p className={styles["detail"]}>
        Who is removed can do nothing more at once, and their open invitations are revoked.
      </p>
      {actionHint("setRoles", region, [accountId, member.email, role], {}, params)}
      {actionHint("removeMember", region, [accountId, member.email], {}, params)}
    </Dialog>
  );
};
