import type { SuccessOf, WorkspaceView } from "@cogrion/contract";
import { routes } from "@cogrion/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf, useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { apiOf } from "../../data/api.ts";
import { workspaceKey } from "../../data/workspace-queries.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Problem } from "../../ui/problem.tsx";
import styles from "./overview.module.css";

const secretName = "cogrion-workspace-token";

const installOf = (workspace: WorkspaceView, apiUrl: string): string =>
  [
    `kubectl create secret generic ${secretName} --from-file=token=bff-token`,
    "helm upgrade --install bff infra/charts/bff --wait \\",
    `  --set environment.WORKSPACE_ID=${workspace.id} \\`,
    `  --set environment.CPLANE_API_URL=${apiUrl} \\`,
    `  --set environment.BFF_URL=https://bff.${workspace.delegated_zone} \\`,
    `  --set workspaceTokenSecret=${secretName} \\`,
    "  --set image.repository=… --set image.digest=… \\",
    "  --set ingress.className=… --set ingress.tlsSecret=…",
  ].join("\n");

/** The token is in this page alone, and gone with it. */
export const MintToken = ({ workspace, name }: { workspace: WorkspaceView; name: string }) => {
  const { region, me } = useScope();
  const queryClient = useQueryClient();
  const [minted, setMinted] = useState<SuccessOf<typeof routes.mintToken>>();
  const params = { workspace_id: workspace.id };
  const mint = useMutation({
    mutationFn: () => apiOf(region).call(routes.mintToken, { params, body: { name } }),
    onSuccess: (token) => {
      setMinted(token);
      return queryClient.invalidateQueries({ queryKey: [...workspaceKey(region, workspace.id), "tokens"] });
    },
  });
  if (minted !== undefined)
    return (
      <Notice tone="ok" title="Store this token now">
        <p>
          It is shown this once. Put it into a file named bff-token; anyone who has it can act as this workspace&apos;s
          BFF.
        </p>
        <CodeBlock label="token" text={minted.token} />
        <Button onClick={() => setMinted(undefined)}>I have stored it</Button>
      </Notice>
    );
  return (
    <>
      {mint.isError ? <Problem error={mint.error} /> : null}
      <div className={styles["acts"]}>
        <Button
          isBusy={mint.isPending}
          disabledReason={refusalOf(me, workspace.account_id, "token.manage")}
          onClick={() => mint.mutate()}
        >
          Create a token
        </Button>
      </div>
      {actionHint("mintToken", region, [workspace.id], { name }, params)}
    </>
  );
};

/** What is left for the client when the nine steps are done. */
export const BffSetup = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  return (
    <section className={styles["section"]} aria-labelledby="bff-setup-title">
      <h2 id="bff-setup-title">Start your BFF</h2>
      <p className={styles["prose"]}>
        Everything at AWS and at Cogrion is ready. What is left runs in your cluster: it registers itself, and this page
        then shows its health. Create a token for it first.
      </p>
      <MintToken workspace={workspace} name="bff" />
      <CodeBlock label="commands for your cluster" text={installOf(workspace, region.apiUrl)} />
      <p className={styles["prose"]}>
        No heartbeat after five minutes? Look at <code>kubectl logs deploy/bff</code>: it says what it cannot reach.
      </p>
    </section>
  );
};
