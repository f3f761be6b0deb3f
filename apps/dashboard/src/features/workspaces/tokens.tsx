import type { SuccessOf, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import { MintToken } from "./bff-setup.tsx";
import styles from "./overview.module.css";

type Token = SuccessOf<typeof routes.listTokens>["items"][number];

const RevokeDialog = ({
  workspace,
  token,
  onClose,
}: {
  workspace: WorkspaceView;
  token: Token;
  onClose: () => void;
}) => {
  const { region } = useScope();
  const queryClient = useQueryClient();
  const params = { workspace_id: workspace.id, token_id: token.id };
  const revoke = useMutation({
    mutationFn: () => apiOf(region).call(routes.revokeToken, { params }),
    onSuccess: onClose,
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: workspaceQueries(region, workspace.id).tokens.queryKey }),
  });
  return (
    <Dialog isOpen onClose={onClose} title={`Revoke “${token.name}”?`}>
      <p>A BFF that uses it cannot act from now on. Give it another token first if it is in use.</p>
      {revoke.isError ? <Problem error={revoke.error} /> : null}
      <div className={styles["acts"]}>
        <Button look="danger" isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
          Revoke token
        </Button>
        <Button onClick={onClose}>Keep it</Button>
      </div>
      {actionHint("revokeToken", region, [workspace.id, token.id], {}, params)}
    </Dialog>
  );
};

export const Tokens = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region, me } = useScope();
  const [revoked, setRevoked] = useState<Token>();
  const refusal = refusalOf(me, workspace.account_id, "token.manage");
  const tokens = useQuery({ ...workspaceQueries(region, workspace.id).tokens, enabled: refusal === undefined });
  if (refusal !== undefined) return <Empty title="Tokens are not shown to you" why={refusal} />;
  if (tokens.isPending) return <Loading what="the tokens" />;
  if (tokens.isError) return <Problem error={tokens.error} onRetry={() => void tokens.refetch()} />;
  return (
    <div className={styles["main"]}>
      <MintToken workspace={workspace} name={`bff ${tokens.data.items.length + 1}`} />
      {tokens.data.items.length === 0 ? (
        <Empty title="No token yet" why="The BFF of this workspace authenticates with one." />
      ) : (
        <Table label="Tokens" columns={["Name", "Created", "Last used", "State"]}>
          {tokens.data.items.map((token) => (
            <Row key={token.id}>
              <Cell>
                <bdi>{token.name}</bdi>
              </Cell>
              <Cell label="Created">
                <Ago at={token.created_at} />
              </Cell>
              <Cell label="Last used">{token.last_used_at === null ? "never" : <Ago at={token.last_used_at} />}</Cell>
              <Cell>
                {token.revoked_at === null ? (
                  <Button look="quiet" aria-label={`Revoke ${token.name}`} onClick={() => setRevoked(token)}>
                    Revoke
                  </Button>
                ) : (
                  <>
                    revoked <Ago at={token.revoked_at} />
                  </>
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {revoked === undefined ? null : (
        <RevokeDialog workspace={workspace} token={revoked} onClose={() => setRevoked(undefined)} />
      )}
    </div>
  );
};
