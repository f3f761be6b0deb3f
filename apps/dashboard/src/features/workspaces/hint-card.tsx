import type { HintView, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Problem } from "../../ui/problem.tsx";
import { CorrectForm } from "./correct-form.tsx";
import styles from "./overview.module.css";
import { useChange } from "./use-change.ts";

const pretty = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
};

const turnOf = ({ owner }: HintView): string => (owner === "client" ? "Your turn" : "Our turn");

/** What cancelling means now: a repair is only stopped, and a name under which nothing was created is free again. */
const cancelWordsOf = ({ id, provisioned_at: provisionedAt, is_name_reusable: isReusable }: WorkspaceView) =>
  provisionedAt === null
    ? {
        act: "Cancel and undo",
        title: `Cancel ${id}?`,
        text: isReusable
          ? "Provisioning stops. Nothing was created yet, so the name is free again."
          : "Provisioning stops, and everything that was created is deleted again. This cannot be taken back, and the name is never free again.",
      }
    : {
        act: "Stop the repair",
        title: `Stop the repair of ${id}?`,
        text: "The repair stops, and nothing is undone. What is missing stays missing.",
      };

/** What stands in the way, whose turn it is, and the acts that go on from there. */
export const HintCard = ({ workspace, version }: { workspace: WorkspaceView; version: string | undefined }) => {
  const { region, me } = useScope();
  const [isCancelling, setIsCancelling] = useState(false);
  const [isCorrecting, setIsCorrecting] = useState(false);
  const retry = useChange(workspace.id, version, routes.retryWorkspace);
  const cancel = useChange(workspace.id, version, routes.cancelWorkspace, () => setIsCancelling(false));
  const { hint } = workspace;
  if (hint === null || (workspace.state !== "blocked" && workspace.state !== "failed")) return null;
  const refusal = refusalOf(me, workspace.account_id, "workspace.operate");
  return (
    <Notice tone={hint.owner === "client" ? "warn" : "bad"} title={`${turnOf(hint)}: ${hint.summary}`}>
      <p>
        <bdi>{hint.action}</bdi>
      </p>
      {hint.policy_statement === undefined ? null : (
        <CodeBlock label="statement to add to the role's policy" text={pretty(hint.policy_statement)} />
      )}
      {retry.isError ? <Problem error={retry.error} /> : null}
      <div className={styles["acts"]}>
        <Button look="primary" isBusy={retry.isPending} disabledReason={refusal} onClick={() => retry.mutate()}>
          Look again
        </Button>
        {refusal === undefined ? (
          <>
            <Button onClick={() => setIsCorrecting(true)}>Correct the AWS account or role</Button>
            <Button look="danger" onClick={() => setIsCancelling(true)}>
              {cancelWordsOf(workspace).act}
            </Button>
          </>
        ) : null}
      </div>
      <p className={styles["meta"]}>
        <code>{hint.code}</code>
      </p>
      {actionHint("retryWorkspace", region, [workspace.id], {}, { workspace_id: workspace.id })}
      <Dialog isOpen={isCancelling} onClose={() => setIsCancelling(false)} title={cancelWordsOf(workspace).title}>
        <p>{cancelWordsOf(workspace).text}</p>
        {cancel.isError ? <Problem error={cancel.error} /> : null}
        <div className={styles["acts"]}>
          <Button look="danger" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            {cancelWordsOf(workspace).act}
          </Button>
          <Button onClick={() => setIsCancelling(false)}>Keep it</Button>
        </div>
        {actionHint("cancelWorkspace", region, [workspace.id], {}, { workspace_id: workspace.id })}
      </Dialog>
      <Dialog isOpen={isCorrecting} onClose={() => setIsCorrecting(false)} title="Correct what was given wrongly">
        <CorrectForm workspace={workspace} version={version} onDone={() => setIsCorrecting(false)} />
      </Dialog>
    </Notice>
  );
};
