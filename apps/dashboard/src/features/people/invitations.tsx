import type { SuccessOf } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import type { Word } from "../../ui/state-words.ts";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import styles from "../workspaces/overview.module.css";
import { roleWords } from "./role-words.ts";

type Invitation = SuccessOf<typeof routes.listInvitations>["items"][number];

const statusWords: Record<Invitation["status"], Word> = {
  pending: { shape: "waiting", tone: "active", text: "Pending" },
  expired: { shape: "gone", tone: "quiet", text: "Expired" },
  accepted: { shape: "done", tone: "ok", text: "Accepted" },
  revoked: { shape: "gone", tone: "quiet", text: "Revoked" },
};

const InvitationRow = ({ invitation, accountId }: { invitation: Invitation; accountId: string }) => {
  const { region } = useScope();
  const queryClient = useQueryClient();
  const params = { account_id: accountId, invitation_id: invitation.id };
  const onSettled = () => queryClient.invalidateQueries({ queryKey: ["invitations", region.id, accountId] });
  const resend = useMutation({ mutationFn: () => apiOf(region).call(routes.resendInvitation, { params }), onSettled });
  const revoke = useMutation({ mutationFn: () => apiOf(region).call(routes.revokeInvitation, { params }), onSettled });
  const error = resend.error ?? revoke.error;
  const isOpen = invitation.status === "pending" || invitation.status === "expired";
  return (
    <Row>
      <Cell>
        <bdi>{invitation.email}</bdi>
      </Cell>
      <Cell label="Role">{roleWords(invitation.roles)}</Cell>
      <Cell sub={`mail ${invitation.mail.replaceAll("_", " ")}`}>
        <StateWord word={statusWords[invitation.status]} />
      </Cell>
      <Cell label="Expires" isNarrow>
        {isOpen ? <Ago at={invitation.expires_at} /> : null}
      </Cell>
      <Cell>
        {isOpen ? (
          <div className={styles["acts"]}>
            <Button
              look="quiet"
              isBusy={resend.isPending}
              aria-label={`Send again to ${invitation.email}`}
              onClick={() => resend.mutate()}
            >
              Send again
            </Button>
            <Button
              look="quiet"
              isBusy={revoke.isPending}
              aria-label={`Revoke the invitation of ${invitation.email}`}
              onClick={() => revoke.mutate()}
            >
              Revoke
            </Button>
          </div>
        ) : null}
        {error === null ? null : <Problem error={error} />}
      </Cell>
    </Row>
  );
};

export const Invitations = ({ accountId }: { accountId: string }) => {
  const { region } = useScope();
  const invitations = useQuery({
    queryKey: ["invitations", region.id, accountId],
    queryFn: () =>
      apiOf(region).call(routes.listInvitations, { params: { account_id: accountId }, query: { limit: 100 } }),
  });
  const items = invitations.data?.items ?? [];
  return (
    <section className={styles["section"]} aria-labelledby="invitations-title">
      <h2 id="invitations-title">Invitations</h2>
      {invitations.isPending ? <Loading what="the invitations" lines={2} /> : null}
      {invitations.isError ? <Problem error={invitations.error} onRetry={() => void invitations.refetch()} /> : null}
      {invitations.data !== undefined && items.length === 0 ? (
        <Empty
          title="Nobody was invited yet"
          why="An invitation is a mail with a link that works once, for seven days."
        />
      ) : null}
      {items.length === 0 ? null : (
        <Table label="Invitations" columns={["Address", "Role", "State", "Expires", "Act"]}>
          {items.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} accountId={accountId} />
          ))}
        </Table>
      )}
      {actionHint("resendInvitation", region, [accountId, "INVITATION"], {}, { account_id: accountId })}
    </section>
  );
};
