import type { WorkspaceEventView, WorkspaceView } from "@cogrion/contract";
import type { StepId, StepStatus, WorkspaceState } from "@cogrion/domain";
import { stepTitles } from "@cogrion/domain";
import { useScope } from "../../app/context.tsx";
import { actionHint } from "../../data/action-hint.tsx";
import { Empty } from "../../ui/empty.tsx";
import { healthWords, stateWords, stepWords } from "../../ui/state-words.ts";
import { Cell, Row, Table } from "../../ui/table.tsx";
import { Moment } from "../../ui/time.tsx";
import styles from "./overview.module.css";

const known = <Key extends string, Value>(table: Record<Key, Value>, key: unknown): Value | undefined =>
  typeof key === "string" && Object.hasOwn(table, key) ? table[key as Key] : undefined;

/** What happened, in the words of the other pages. */
const sentenceOf = ({ type, data }: WorkspaceEventView): string => {
  switch (type) {
    case "state_changed":
      return `Now ${known<WorkspaceState, { text: string }>(stateWords, data["state"])?.text ?? String(data["state"])}`;
    case "step_changed": {
      const title = known<StepId, string>(stepTitles, data["step"]) ?? String(data["step"]);
      const word = known<StepStatus, { text: string }>(stepWords, data["status"])?.text ?? String(data["status"]);
      return `${title}: ${word}`;
    }
    case "health_changed":
      return `Health: ${known(healthWords, data["health"])?.text ?? String(data["health"])}`;
    case "preflight_finished":
      return "Preflight finished";
    case "bff_registered":
      return "The BFF registered";
    case "receipt_written":
      return "The offboarding receipt was written";
    case "drift_changed":
      return "The differences to what was made changed";
    default:
      return type satisfies never;
  }
};

/** Newest first; the list grows as things happen. */
export const Activity = ({
  workspace,
  events,
}: {
  workspace: WorkspaceView;
  events: readonly WorkspaceEventView[];
}) => {
  const { region } = useScope();
  const hint = actionHint("readEvents", region, [workspace.id], {}, { workspace_id: workspace.id });
  if (events.length === 0)
    return (
      <Empty title="Nothing has happened yet" why="Each change of the workspace appears here by itself.">
        {hint}
      </Empty>
    );
  return (
    <div className={styles["section"]}>
      <Table label="Events" columns={["What", "When", "Number"]}>
        {events
          .toReversed()
          .slice(0, 200)
          .map((event) => (
            <Row key={event.sequence}>
              <Cell>
                <bdi>{sentenceOf(event)}</bdi>
              </Cell>
              <Cell isNarrow>
                <Moment at={event.at} />
              </Cell>
              <Cell label="Number">{event.sequence}</Cell>
            </Row>
          ))}
      </Table>
      {events.length > 200 ? (
        <p className={styles["meta"]}>The newest 200 of {events.length}; the command prints all.</p>
      ) : null}
      {hint}
    </div>
  );
};
