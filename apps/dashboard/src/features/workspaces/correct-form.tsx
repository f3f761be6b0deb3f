import type { WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf, ifMatch } from "../../data/api.ts";
import { workspaceKey } from "../../data/workspace-queries.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import styles from "./create-page.module.css";
import { awsAccountOf } from "./entered.ts";

const roleNameOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** Possible while nothing was created in the AWS account; the workspace keeps its id and external id. */
export const CorrectForm = ({
  workspace,
  version,
  onDone,
}: {
  workspace: WorkspaceView;
  version: string | undefined;
  onDone: () => void;
}) => {
  const { region } = useScope();
  const queryClient = useQueryClient();
  const [account, setAccount] = useState(workspace.aws.account_id);
  const [role, setRole] = useState(roleNameOf(workspace.aws.role_arn));
  const params = { workspace_id: workspace.id };
  const correct = useMutation({
    mutationFn: async () => {
      const headers = ifMatch(version);
      await apiOf(region).call(routes.correctWorkspace, {
        params,
        headers,
        body: { aws: { account_id: account, role_name: role } },
      });
      await apiOf(region).call(routes.retryWorkspace, { params });
    },
    onSuccess: onDone,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: workspaceKey(region, workspace.id) });
      void queryClient.invalidateQueries({ queryKey: ["template", region.id, workspace.id] });
    },
  });
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (!correct.isPending) correct.mutate();
      }}
    >
      <TextField
        label="AWS account"
        isMono
        inputMode="numeric"
        value={account}
        onChange={(event) => setAccount(awsAccountOf(event.target.value))}
      />
      <TextField label="Role" isMono value={role} onChange={(event) => setRole(event.target.value)} />
      {correct.isError ? <Problem error={correct.error} /> : null}
      <div className={styles["acts"]}>
        <Button type="submit" look="primary" isBusy={correct.isPending}>
          Correct and look again
        </Button>
        <Button onClick={onDone}>Close</Button>
      </div>
      {actionHint("correctWorkspace", region, [workspace.id], { "aws-account": account, "role-name": role }, params)}
    </form>
  );
};
