import type { WorkspaceView } from "@cogrion/contract";
import { isProvisioned } from "@cogrion/domain";
import { useQuery } from "@tanstack/react-query";
import { useScope } from "../../app/context.tsx";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { Facts } from "../../ui/facts.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { StateWord, WorkspaceState } from "../../ui/state-word.tsx";
import { Ago, lengthOf, Moment } from "../../ui/time.tsx";
import { BffSetup } from "./bff-setup.tsx";
import { HintCard } from "./hint-card.tsx";
import styles from "./overview.module.css";
import { PreflightList } from "./preflight-list.tsx";
import { Rail } from "./rail.tsx";
import { RoleSetup } from "./role-setup.tsx";

const Drift = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  const { data: report } = useQuery(workspaceQueries(region, workspace.id).drift);
  if (!report)
    return (
      <p className={styles["meta"]}>
        Nothing was compared yet. It is compared regularly once the workspace is provisioned.
      </p>
    );
  if (report.items.length === 0)
    return (
      <p>
        <StateWord word={{ shape: "done", tone: "ok", text: "As it was made" }} />{" "}
        <span className={styles["meta"]}>
          compared <Ago at={report.checked_at} />
        </span>
      </p>
    );
  return (
    <ul className={styles["checks"]}>
      {report.items.map(({ kind, name, finding, detail, owner, is_repaired: isRepaired }) => (
        <li key={kind + name}>
          <StateWord
            word={
              isRepaired
                ? { shape: "done", tone: "ok", text: "Repaired" }
                : { shape: "degraded", tone: "warn", text: finding }
            }
          />
          <div>
            <p className={styles["check"]}>
              <bdi>{name}</bdi>
            </p>
            <p className={styles["detail"]}>
              {owner === "client" ? "Yours" : "Ours"}: <bdi>{detail}</bdi>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
};

const Side = ({ workspace }: { workspace: WorkspaceView }) => {
  const { bff, aws } = workspace;
  return (
    <aside className={styles["side"]} aria-label="Properties">
      <section>
        <h2>Workspace</h2>
        <Facts
          rows={[
            ["State", <WorkspaceState key="state" state={workspace.state} health={workspace.health} />],
            ["Zone", <code key="zone">{workspace.delegated_zone}</code>],
            ["AWS account", <code key="aws">{aws.account_id}</code>],
            ["AWS region", <code key="region">{aws.region}</code>],
            ["Role", <code key="role">{aws.role_arn}</code>],
            ["External id", <code key="external">{aws.external_id}</code>],
            ["Created", <Moment key="created" at={workspace.created_at} />],
          ]}
        />
      </section>
      <section>
        <h2>BFF</h2>
        {bff === null ? (
          <p className={styles["meta"]}>None has registered yet.</p>
        ) : (
          <Facts
            rows={[
              ["URL", <code key="url">{bff.url}</code>],
              ["Last heartbeat", <Ago key="beat" at={bff.last_heartbeat_at} />],
              ["Registered", <Moment key="registered" at={bff.registered_at} />],
              ["Public IP", <code key="ip">{bff.public_ip ?? "not told"}</code>],
            ]}
          />
        )}
      </section>
      <section>
        <h2>Drift</h2>
        <Drift workspace={workspace} />
      </section>
    </aside>
  );
};

export const Overview = ({ workspace, version }: { workspace: WorkspaceView; version: string | undefined }) => {
  const { region } = useScope();
  const steps = useQuery(workspaceQueries(region, workspace.id).steps);
  const needsRole =
    workspace.state === "blocked" &&
    ["role_not_assumable", "role_in_wrong_account"].includes(workspace.hint?.code ?? "");
  const items = steps.data?.items ?? [];
  const [first, last] = [items[0]?.started_at, items.at(-1)?.finished_at];
  const isDone = isProvisioned(workspace.state);
  return (
    <div className={styles["columns"]}>
      <div className={styles["main"]}>
        <HintCard workspace={workspace} version={version} />
        {needsRole ? <RoleSetup workspace={workspace} /> : null}
        {workspace.state === "awaiting_bff" ? <BffSetup workspace={workspace} /> : null}
        {isDone || workspace.state === "deleted" || workspace.state === "deleting" ? null : (
          <PreflightList workspace={workspace} />
        )}
        {steps.isError && steps.data === undefined ? (
          <Problem error={steps.error} onRetry={() => void steps.refetch()} />
        ) : null}
        {steps.isPending ? <Loading what="the steps" lines={9} /> : null}
        {isDone && first && last ? (
          <details className={styles["unfolds"]} open={workspace.state === "awaiting_bff" || undefined}>
            <summary>Provisioned in {lengthOf(first, last)}, nine of nine steps</summary>
            <Rail steps={items} />
          </details>
        ) : items.length === 0 ? null : (
          <Rail steps={items} />
        )}
      </div>
      <Side workspace={workspace} />
    </div>
  );
};
