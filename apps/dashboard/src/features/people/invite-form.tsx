import { routes } from "@cogrion/contract";
import type { Role } from "@cogrion/domain";
import { mayGrant, roles } from "@cogrion/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { rolesOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import styles from "./people.module.css";
import { roleWords } from "./role-words.ts";

export const InviteForm = ({ refusal }: { refusal: string | undefined }) => {
  const { region, account, me } = useScope();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const accountId = account?.id ?? "";
  const held = rolesOf(me, accountId);
  const invite = useMutation({
    mutationFn: () =>
      apiOf(region).call(routes.createInvitation, {
        params: { account_id: accountId },
        body: { email: email.trim(), roles: [role] },
        headers: { "idempotency-key": key },
      }),
    onSuccess: () => {
      announce(`${email} is invited`);
      setEmail("");
      setKey(crypto.randomUUID());
      return queryClient.invalidateQueries({ queryKey: ["invitations", region.id, accountId] });
    },
  });
  return (
    <section className={styles["invite"]} aria-labelledby="invite-title">
      <h2 id="invite-title">Invite somebody</h2>
      <form
        className={styles["form"]}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (refusal === undefined && !invite.isPending) invite.mutate();
        }}
      >
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          placeholder="grace@acme.example"
          onChange={(event) => {
            setEmail(event.target.value);
            setKey(crypto.randomUUID());
            invite.reset();
          }}
        />
        <SelectField
          label="Role"
          value={role}
          onChange={(event) => {
            setRole(roles.find((each) => each === event.target.value) ?? "viewer");
            setKey(crypto.randomUUID());
          }}
          options={roles.toReversed().map((each) => ({
            value: each,
            text: mayGrant(held, [each]) ? roleWords([each]) : `${roleWords([each])} (above your own)`,
            isOff: !mayGrant(held, [each]),
          }))}
        />
        <div className={styles["act"]}>
          <Button type="submit" look="primary" isBusy={invite.isPending} disabledReason={refusal}>
            Send invitation
          </Button>
        </div>
      </form>
      {invite.isError ? <Problem error={invite.error} /> : null}
      {actionHint("invite", region, [accountId, email || "grace@acme.example"], { role }, { account_id: accountId })}
    </section>
  );
};
