import type { SuccessOf, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { isProvisioned } from "@cogrion/domain";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Moment } from "../../ui/time.tsx";
import styles from "./overview.module.css";
import { useChange } from "./use-change.ts";

type Entry = SuccessOf<typeof routes.listLedger>["items"][number];

const EntryList = ({ title, entries }: { title: string; entries: readonly Entry[] }) => (
  <section className={styles["section"]}>
    <h3>
      {title}: {entries.length}
    </h3>
    <ul>
      {entries.map(({ kind, name, external_id: externalId, reason }) => (
        <li key={kind + name} className={styles["detail"]}>
          <code>
            <bdi>{externalId ?? name}</bdi>
          </code>
          {reason === null ? null : (
            <>
              {": "}
              <bdi>{reason}</bdi>
            </>
          )}
        </li>
      ))}
    </ul>
  </section>
);

const DeleteDialog = ({
  workspace,
  version,
  onClose,
}: {
  workspace: WorkspaceView;
  version: string | undefined;
  onClose: () => void;
}) => {
  const { region } = useScope();
  const [typed, setTyped] = useState("");
  const ledger = useQuery(workspaceQueries(region, workspace.id).ledger);
  const remove = useChange(workspace.id, version, routes.deleteWorkspace, onClose);
  const there = (ledger.data?.items ?? []).filter(({ status }) => status !== "deleted");
  return (
    <Dialog isOpen onClose={onClose} title={`Delete ${workspace.id}?`}>
      <p>
        Its users can no longer sign in. This cannot be taken back,{" "}
        {workspace.is_name_reusable ? "and the name is free again." : "and the name is never free again."}
      </p>
      <EntryList title="Deleted in your AWS account" entries={there.filter(({ owner }) => owner === "client")} />
      <EntryList title="Deleted at Cogrion" entries={there.filter(({ owner }) => owner === "cogrion")} />
      <p className={styles["detail"]}>
        What cannot be reached in your account then is left there, and the receipt names it. The role is yours: delete
        it yourself afterwards.
      </p>
      <TextField
        label={`Type ${workspace.id} to confirm`}
        isMono
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {remove.isError ? <Problem error={remove.error} /> : null}
      <div className={styles["acts"]}>
        <Button
          look="danger"
          isBusy={remove.isPending}
          disabledReason={typed === workspace.id ? undefined : "Type the name first."}
          onClick={() => remove.mutate()}
        >
          Delete workspace
        </Button>
        <Button onClick={onClose}>Keep it</Button>
      </div>
      {actionHint("deleteWorkspace", region, [workspace.id], {}, { workspace_id: workspace.id })}
    </Dialog>
  );
};

const Receipt = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  const { data: receipt, isError, error } = useQuery(workspaceQueries(region, workspace.id).receipt);
  if (isError) return <Problem error={error} />;
  if (!receipt) return <p className={styles["meta"]}>The receipt is written when everything is over.</p>;
  return (
    <Notice
      tone={receipt.left.length === 0 ? "ok" : "warn"}
      title={receipt.left.length === 0 ? "Deleted, nothing is left" : "Deleted, and something is left"}
    >
      <p>
        <Moment at={receipt.finished_at} />
      </p>
      {receipt.is_account_unreachable ? (
        <p>Your AWS account could not be reached. What is left there is yours to delete.</p>
      ) : null}
      <EntryList title="Deleted" entries={receipt.deleted} />
      {receipt.left.length === 0 ? null : <EntryList title="Left behind" entries={receipt.left} />}
      {actionHint("readReceipt", region, [workspace.id], {}, { workspace_id: workspace.id })}
    </Notice>
  );
};

const Repair = ({ workspace, version }: { workspace: WorkspaceView; version: string | undefined }) => {
  const { region, me } = useScope();
  const repair = useChange(workspace.id, version, routes.repairWorkspace);
  const refusal = isProvisioned(workspace.state)
    ? refusalOf(me, workspace.account_id, "workspace.operate")
    : "Possible once the workspace is provisioned.";
  return (
    <section className={styles["section"]} aria-labelledby="repair-title">
      <h2 id="repair-title">Repair</h2>
      <p className={styles["prose"]}>
        Runs the nine steps again and creates what is missing, for example after somebody deleted the hosted zone or the
        certificate. What exists is kept.
      </p>
      {repair.isError ? <Problem error={repair.error} /> : null}
      <div className={styles["acts"]}>
        <Button isBusy={repair.isPending} disabledReason={refusal} onClick={() => repair.mutate()}>
          Repair workspace
        </Button>
      </div>
      {actionHint("repairWorkspace", region, [workspace.id], {}, { workspace_id: workspace.id })}
    </section>
  );
};

export const WorkspaceSettings = ({
  workspace,
  version,
}: {
  workspace: WorkspaceView;
  version: string | undefined;
}) => {
  const { me } = useScope();
  const [isDeleting, setIsDeleting] = useState(false);
  if (workspace.state === "deleted" || workspace.state === "deleting") return <Receipt workspace={workspace} />;
  return (
    <div className={styles["main"]}>
      <Repair workspace={workspace} version={version} />
      <section className={styles["section"]} aria-labelledby="delete-title">
        <h2 id="delete-title">Delete this workspace</h2>
        <p className={styles["prose"]}>
          Everything that Cogrion created for it is deleted, in your AWS account and at Cogrion. You see the list first.
        </p>
        <div className={styles["acts"]}>
          <Button
            look="danger"
            disabledReason={refusalOf(me, workspace.account_id, "workspace.delete")}
            onClick={() => setIsDeleting(true)}
          >
            Delete workspace…
          </Button>
        </div>
        {isDeleting ? (
          <DeleteDialog workspace={workspace} version={version} onClose={() => setIsDeleting(false)} />
        ) : null}
      </section>
    </div>
  );
};
