import { Cell, Row, Table } from "../../ui/table.tsx";
import styles from "./overview.module.css";

type Statement = { sid: string; effect: string; actions: string[]; resources: string[]; isConditional: boolean };

const listOf = (given: unknown): string[] =>
  Array.isArray(given) ? given.map(String) : given === undefined ? [] : [String(given)];

const statementsOf = (policy: string): Statement[] => {
  const read = JSON.parse(policy) as { Statement?: Record<string, unknown>[] };
  return (read.Statement ?? []).map((each) => ({
    sid: String(each["Sid"] ?? ""),
    effect: String(each["Effect"] ?? ""),
    actions: listOf(each["Action"]),
    resources: listOf(each["Resource"]),
    isConditional: each["Condition"] !== undefined,
  }));
};

/** The policy itself, statement by statement: what the page says is what is granted. */
export const RolePermissions = ({ policy }: { policy: string }) => (
  <details className={styles["unfolds"]}>
    <summary>What this role may do</summary>
    <Table label="What this role may do" columns={["Statement", "Actions", "On"]}>
      {statementsOf(policy).map(({ sid, effect, actions, resources, isConditional }) => (
        <Row key={sid + actions.join()}>
          <Cell sub={isConditional ? `${effect}, under conditions` : effect}>{sid}</Cell>
          <Cell>
            {actions.map((action) => (
              <div key={action}>
                <code>{action}</code>
              </div>
            ))}
          </Cell>
          <Cell>
            {resources.map((resource) => (
              <div key={resource}>
                <code>{resource}</code>
              </div>
            ))}
          </Cell>
        </Row>
      ))}
    </Table>
  </details>
);
