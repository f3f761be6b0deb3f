import { routes } from "@cogrion/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountsQuery, refusalOf, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf, ifMatch } from "../../data/api.ts";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Facts } from "../../ui/facts.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Moment } from "../../ui/time.tsx";
import styles from "../workspaces/overview.module.css";
import form from "../workspaces/create-page.module.css";

const RenameForm = () => {
  const { region, account, me } = useScope();
  const queryClient = useQueryClient();
  const [name, setName] = useState(account?.name ?? "");
  const accountId = account?.id ?? "";
  const params = { account_id: accountId };
  const rename = useMutation({
    mutationFn: async () => {
      const { headers } = await apiOf(region).exchange(routes.getAccount, { params });
      const version = headers.get("etag");
      await apiOf(region).call(routes.updateAccount, {
        params,
        body: { name: name.trim() },
        headers: ifMatch(version),
      });
    },
    onSuccess: () => announce("The account was renamed"),
    onSettled: () => queryClient.invalidateQueries({ queryKey: accountsQuery(region).queryKey }),
  });
  const refusal = refusalOf(me, accountId, "account.update");
  return (
    <form
      className={form["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === undefined && !rename.isPending) rename.mutate();
      }}
    >
      <TextField label="Name" value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      {rename.isError ? <Problem error={rename.error} /> : null}
      <div className={styles["acts"]}>
        <Button
          type="submit"
          isBusy={rename.isPending}
          disabledReason={refusal ?? (name.trim() === account?.name ? "It has this name." : undefined)}
        >
          Rename account
        </Button>
      </div>
      {actionHint("renameAccount", region, [accountId, name], {}, params)}
    </form>
  );
};

const Limits = () => {
  const { region } = useScope();
  const { data, isError, error } = useQuery({
    queryKey: ["limits", region.id],
    queryFn: () => apiOf(region).call(routes.getLimits, {}),
    staleTime: 600_000,
  });
  if (isError) return <Problem error={error} />;
  return (
    <Table label="Quotas" columns={["What", "At most", "For each"]}>
      {(data?.quotas ?? []).map(({ name, title, limit, per, window_seconds: seconds }) => (
        <Row key={name}>
          <Cell>{title}</Cell>
          <Cell label="At most">
            {limit.toLocaleString()} {seconds === null ? "" : `in ${seconds / 3600} h`}
          </Cell>
          <Cell label="For each">{per}</Cell>
        </Row>
      ))}
    </Table>
  );
};

export const SettingsPage = () => {
  const { region, account, me } = useScope();
  if (account === undefined) return null;
  return (
    <>
      <PageHeader title="Settings" />
      <div className={styles["columns"]}>
        <div className={styles["main"]}>
          <section className={styles["section"]} aria-labelledby="account-title">
            <h2 id="account-title">Account</h2>
            <RenameForm key={account.id} />
          </section>
          <section className={styles["section"]} aria-labelledby="quotas-title">
            <h2 id="quotas-title">Quotas</h2>
            <Limits />
          </section>
        </div>
        <aside className={styles["side"]} aria-label="Properties">
          <section>
            <h2>Where it lives</h2>
            <Facts
              rows={[
                ["Region", `${region.location} (${region.id})`],
                ["API", <code key="api">{region.apiUrl}</code>],
                [
                  "Account id",
                  <span key="id">
                    <code>{account.id}</code> <Copy text={account.id} label="account id" />
                  </span>,
                ],
                ["Created", <Moment key="created" at={account.created_at} />],
              ]}
            />
          </section>
          <section>
            <h2>You</h2>
            <Facts
              rows={[
                ["Signed in as", <bdi key="email">{me.email}</bdi>],
                ["Your roles here", me.accounts.find(({ id }) => id === account.id)?.roles.join(", ") ?? "none"],
              ]}
            />
          </section>
        </aside>
      </div>
    </>
  );
};
