import type { WorkspaceView } from "@cogrion/contract";
import { useQuery } from "@tanstack/react-query";
import { useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { workspaceQueries } from "../../data/workspace-queries.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { LedgerState } from "../../ui/state-word.tsx";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";
import styles from "./overview.module.css";

const kindNames = {
  route53_hosted_zone: "Hosted zone",
  route53_delegation: "Delegation",
  acm_certificate: "Certificate",
  route53_validation_record: "Validation record",
  tenant: "Tenant record",
  edge_route: "Route at the edge",
  keycloak_client: "Sign-in client",
} as const;

/** Everything that was created, by whose it is. */
export const Resources = ({ workspace }: { workspace: WorkspaceView }) => {
  const { region } = useScope();
  const { data, isPending, isError, error, refetch } = useQuery(workspaceQueries(region, workspace.id).ledger);
  const items = data?.items ?? [];
  const hint = actionHint("readLedger", region, [workspace.id], {}, { workspace_id: workspace.id });
  if (isPending) return <Loading what="the resources" />;
  if (isError && data === undefined) return <Problem error={error} onRetry={() => void refetch()} />;
  if (items.length === 0)
    return (
      <Empty
        title="Nothing was created yet"
        why="Each thing is written down here before it is made, in your AWS account and at Cogrion."
      >
        {hint}
      </Empty>
    );
  return (
    <div className={styles["main"]}>
      {(["client", "cogrion"] as const).map((owner) => (
        <section key={owner} className={styles["section"]} aria-labelledby={`owner-${owner}`}>
          <h2 id={`owner-${owner}`}>{owner === "client" ? "◻ In your AWS account" : "● At Cogrion"}</h2>
          <Table
            label={owner === "client" ? "In your AWS account" : "At Cogrion"}
            columns={["What", "Name", "State", "Changed"]}
          >
            {items
              .filter((entry) => entry.owner === owner)
              .map((entry) => (
                <Row key={entry.kind + entry.name}>
                  <Cell>{kindNames[entry.kind]}</Cell>
                  <Cell sub={entry.external_id === null ? null : <bdi>{entry.external_id}</bdi>}>
                    <code>
                      <bdi>{entry.name}</bdi>
                    </code>
                  </Cell>
                  <Cell sub={entry.reason === null ? null : <bdi>{entry.reason}</bdi>}>
                    <LedgerState status={entry.status} />
                  </Cell>
                  <Cell label="Changed" isNarrow>
                    <Ago at={entry.updated_at} />
                  </Cell>
                </Row>
              ))}
          </Table>
        </section>
      ))}
      {hint}
    </div>
  );
};
