import { routes } from "@cogrion/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { Button } from "../../ui/button.tsx";
import styles from "../workspaces/overview.module.css";
import { Invitations } from "./invitations.tsx";
import { InviteForm } from "./invite-form.tsx";
import type { MemberView } from "./member-dialog.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { roleWords } from "./role-words.ts";

export const PeoplePage = () => {
  const { region, account, me } = useScope();
  const accountId = account?.id ?? "";
  const [changed, setChanged] = useState<MemberView>();
  const members = useQuery({
    queryKey: ["members", region.id, accountId],
    queryFn: () => apiOf(region).call(routes.listMembers, { params: { account_id: accountId }, query: { limit: 100 } }),
  });
  const refusal = refusalOf(me, accountId, "member.manage");
  return (
    <>
      <PageHeader title="People">
        {actionHint("listMembers", region, [accountId], {}, { account_id: accountId })}
      </PageHeader>
      <InviteForm refusal={refusal} />
      <section className={styles["section"]} aria-labelledby="members-title">
        <h2 id="members-title">Members</h2>
        {members.isPending ? <Loading what="the members" /> : null}
        {members.isError ? <Problem error={members.error} onRetry={() => void members.refetch()} /> : null}
        {members.data === undefined ? null : (
          <Table label="Members" columns={["Address", "Role", "Joined", "Change"]}>
            {members.data.items.map((member) => (
              <Row key={member.principal_uid}>
                <Cell sub={member.principal_uid === me.uid ? "This is you" : null}>
                  <bdi>{member.email}</bdi>
                </Cell>
                <Cell label="Role">{roleWords(member.roles)}</Cell>
                <Cell label="Joined" isNarrow>
                  <Ago at={member.joined_at} />
                </Cell>
                <Cell>
                  {refusal === undefined ? (
                    <Button look="quiet" aria-label={`Change ${member.email}`} onClick={() => setChanged(member)}>
                      Change
                    </Button>
                  ) : (
                    ""
                  )}
                </Cell>
              </Row>
            ))}
          </Table>
        )}
      </section>
      {refusal === undefined ? <Invitations accountId={accountId} /> : null}
      {changed === undefined ? null : <MemberDialog member={changed} onClose={() => setChanged(undefined)} />}
    </>
  );
};
