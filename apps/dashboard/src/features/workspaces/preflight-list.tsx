import type { PreflightCheckId } from "@cogrion/domain";
import { useQuery } from "@tanstack/react-query";
import type { WorkspaceView } from "@cogrion/contract";
import { useScope } from "../../app/context.tsx";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { StateWord } from "../../ui/state-word.tsx";
import type { Word } from "../../ui/state-words.ts";
import { Ago } from "../../ui/time.tsx";
import styles from "./overview.module.css";

const words: Record<"passed" | "failed" | "skipped", Word> = {
  passed: { shape: "done", tone: "ok", text: "Passed" },
  failed: { shape: "failed", tone: "bad", text: "Failed" },
  skipped: { shape: "gone", tone: "quiet", text: "Not reached" },
};

const titles: Record<PreflightCheckId, string> = {
  role_assumable: "The role can be assumed",
  external_id_enforced: "The role is closed without the external id",
  account_matches: "It is the account that you named",
  region_enabled: "The AWS region is enabled",
  permissions: "The role has every permission",
  quotas: "The account's quotas leave room",
};

/** What was tried with the role before anything was made, and what each check found. */
export const PreflightList = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  const { data: report } = useQuery(workspaceQueries(region, workspace.id).preflight);
  if (!report) return null;
  return (
    <section className={styles["section"]} aria-labelledby="preflight-title">
      <h2 id="preflight-title">
        Preflight{" "}
        <span className={styles["meta"]}>
          last look <Ago at={report.checked_at} />
        </span>
      </h2>
      <ul className={styles["checks"]}>
        {report.checks.map(({ id, status, detail, hint }) => (
          <li key={id}>
            <StateWord word={words[status]} />
            <div>
              <p className={styles["check"]}>{titles[id]}</p>
              {status === "failed" ? (
                <p className={styles["detail"]}>
                  <bdi>{detail}</bdi>
                </p>
              ) : null}
              {hint?.permissions === undefined ? null : (
                <p className={styles["detail"]}>Missing: {hint.permissions.join(", ")}</p>
              )}
              {hint?.policy_statement === undefined ||
              hint.policy_statement === workspace.hint?.policy_statement ? null : (
                <CodeBlock label="statement to add" text={hint.policy_statement} />
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
