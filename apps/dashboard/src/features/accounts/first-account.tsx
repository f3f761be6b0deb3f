import { routes } from "@cogrion/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountsQuery, meQuery, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import styles from "../workspaces/create-page.module.css";

/** For somebody who belongs to no account of the region. */
export const FirstAccount = () => {
  const { region, me } = useScope();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const create = useMutation({
    mutationFn: () =>
      apiOf(region).call(routes.createAccount, { body: { name: name.trim() }, headers: { "idempotency-key": key } }),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: meQuery(region).queryKey }),
        queryClient.invalidateQueries({ queryKey: accountsQuery(region).queryKey }),
      ]),
  });
  return (
    <>
      <PageHeader title="Create your account">
        <p>
          <bdi>{me.email}</bdi> belongs to no account in {region.location} yet. An account is your organisation: it owns
          workspaces and has members. It stays in this region. Were you invited to one? Then open the link of that mail
          instead.
        </p>
      </PageHeader>
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "" && !create.isPending) create.mutate();
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={100}
          placeholder="Acme Corporation"
          onChange={(event) => {
            setName(event.target.value);
            setKey(crypto.randomUUID());
          }}
        />
        {create.isError ? <Problem error={create.error} /> : null}
        <div className={styles["acts"]}>
          <Button
            type="submit"
            look="primary"
            isBusy={create.isPending}
            disabledReason={name.trim() === "" ? "Give it a name first." : undefined}
          >
            Create account
          </Button>
        </div>
        {actionHint("createAccount", region, [name.trim() || "Acme Corporation"])}
      </form>
    </>
  );
};
