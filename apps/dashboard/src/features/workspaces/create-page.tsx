import { ApiError, routes } from "@cogrion/contract";
import type { RegionId } from "@cogrion/domain";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { PageHeader } from "../../app/page-header.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { site } from "../../site.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Problem } from "../../ui/problem.tsx";
import { WorkspaceName } from "../../ui/workspace-name.tsx";
import styles from "./create-page.module.css";
import { awsAccountOf, groupedAccountOf, slugFaultOf } from "./entered.ts";

export const CreateWorkspacePage = () => {
  const { region, account, me } = useScope();
  const navigate = useNavigate();
  const [slug, setSlug] = useState("");
  const [aws, setAws] = useState("");
  const [isAsked, setIsAsked] = useState(false);
  // One for what this form means: pressing twice makes one workspace.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const slugFault = slugFaultOf(slug, { environment: site.environment, region: region.id as RegionId });
  const awsFault =
    isAsked && aws.length !== 12 ? `An AWS account number has 12 digits; this has ${aws.length}.` : undefined;
  const create = useMutation({
    mutationFn: () =>
      apiOf(region).call(routes.createWorkspace, {
        body: { account_id: account?.id ?? "", ...(slug === "" ? {} : { slug }), aws: { account_id: aws } },
        headers: { "idempotency-key": key },
      }),
    onSuccess: ({ id }) =>
      navigate({
        to: "/$region/$workspace",
        params: { region: region.id, workspace: id },
        search: account === undefined ? {} : { account: account.id },
      }),
  });
  const isTaken = create.error instanceof ApiError && create.error.problem.code === "workspace_slug_taken";
  const change = <T,>(set: (value: T) => void, value: T): void => {
    set(value);
    setKey(crypto.randomUUID());
    create.reset();
  };
  const refusal = account === undefined ? undefined : refusalOf(me, account.id, "workspace.create");
  return (
    <>
      <PageHeader title="Create a workspace" />
      <form
        className={styles["form"]}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsAsked(true);
          if (slugFault === undefined && aws.length === 12 && refusal === undefined && !create.isPending)
            create.mutate();
        }}
      >
        <TextField
          label="Name"
          isMono
          value={slug}
          maxLength={32}
          autoCapitalize="none"
          placeholder="acme"
          onChange={(event) => change(setSlug, event.target.value.toLowerCase().replaceAll(/[\s_.]/g, "-"))}
          error={isTaken ? "This name is taken." : slugFault}
          help={
            <span className={styles["zone"]}>
              <WorkspaceName id={slug === "" ? "w-…" : `w-${slug}`} domain={region.domain} />
              <span>
                {slug === "" ? "Leave it empty and we choose one. " : ""}It is final once anything was created.
              </span>
            </span>
          }
        />
        <TextField
          label="AWS account"
          isMono
          inputMode="numeric"
          placeholder="1234-5678-9012"
          value={groupedAccountOf(aws)}
          onChange={(event) => change(setAws, awsAccountOf(event.target.value))}
          error={awsFault}
          help="The 12-digit number of the account that the workspace lives in. An ARN works too. It can be corrected until something was created there."
        />
        <Notice tone="info" title={`Stays in ${region.location}`}>
          <p>
            Account <bdi>{account?.name}</bdi> is in {region.id}, and so is what Cogrion keeps of this workspace. Your
            data and your compute stay in your AWS account. Nothing is created there until you have made a role for it,
            which is the next step.
          </p>
        </Notice>
        {create.isError && !isTaken ? <Problem error={create.error} /> : null}
        <div className={styles["acts"]}>
          <Button type="submit" look="primary" isBusy={create.isPending} disabledReason={refusal}>
            Create workspace
          </Button>
        </div>
        {actionHint("createWorkspace", region, [], {
          account: account?.id,
          "aws-account": aws || "123456789012",
          slug,
        })}
      </form>
    </>
  );
};
