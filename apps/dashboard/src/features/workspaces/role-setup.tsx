import type { WorkspaceView } from "@cogrion/contract";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { groupedAccountOf } from "./entered.ts";
import { RolePermissions } from "./role-permissions.tsx";
import styles from "./overview.module.css";

const ways = ["CloudFormation", "Terraform", "JSON"] as const;

/** How the role comes into the client's account; the external id stays the same at each visit. */
export const RoleSetup = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  const [way, setWay] = useState<(typeof ways)[number]>("CloudFormation");
  const { data, error, isError, refetch } = useQuery(workspaceQueries(region, workspace.id).template);
  if (isError) return <Problem error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the template" />;
  return (
    <section className={styles["section"]} aria-labelledby="role-title">
      <h2 id="role-title">Make the role in your AWS account</h2>
      <p className={styles["prose"]}>
        Cogrion acts in <code>{groupedAccountOf(workspace.aws.account_id)}</code> only through this role, and only with
        the external id of this workspace. You can delete the role at any time.
      </p>
      <fieldset className={styles["ways"]}>
        <legend className="unseen">How to make it</legend>
        {ways.map((each) => (
          <label key={each}>
            <input type="radio" name="way" value={each} checked={way === each} onChange={() => setWay(each)} />
            <span>{each}</span>
          </label>
        ))}
      </fieldset>
      {way === "CloudFormation" ? (
        <>
          {data.quick_create_url === null ? null : (
            <p className={styles["prose"]}>
              Sign in to AWS as <strong>{groupedAccountOf(workspace.aws.account_id)}</strong> first: the link opens in
              whichever account your browser is in.{" "}
              <a href={data.quick_create_url} target="_blank" rel="noreferrer">
                Open the stack in AWS
              </a>
            </p>
          )}
          <CodeBlock label="CloudFormation template" text={data.cloudformation} />
        </>
      ) : null}
      {way === "Terraform" ? <CodeBlock label="Terraform module" text={data.terraform} /> : null}
      {way === "JSON" ? (
        <>
          <CodeBlock label="role name" text={data.role_name} />
          <CodeBlock label="trust policy" text={data.trust_policy} />
          <CodeBlock label="permissions policy" text={data.permissions_policy} />
        </>
      ) : null}
      <RolePermissions policy={data.permissions_policy} />
      {actionHint("readTemplate", region, [workspace.id], {}, { workspace_id: workspace.id })}
    </section>
  );
};
