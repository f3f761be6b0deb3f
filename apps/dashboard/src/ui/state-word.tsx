import type { HealthName, LedgerStatus, StateName, StepStatusName } from "./state-words.ts";
import { healthWords, ledgerWords, stateWords, stepWords } from "./state-words.ts";
import { Shape } from "./shape.tsx";
import styles from "./state-word.module.css";
import type { Word } from "./state-words.ts";

/** A shape and a word, so that no state is told by colour alone. */
export const StateWord = ({ word }: { word: Word }) => (
  <span className={`${styles["state"]} ${styles[word.tone]}`}>
    <Shape name={word.shape} />
    {word.text}
  </span>
);

export const WorkspaceState = ({ state, health }: { state: StateName; health?: HealthName | null }) => (
  <StateWord word={state === "active" && health ? healthWords[health] : stateWords[state]} />
);
export const StepState = ({ status }: { status: StepStatusName }) => <StateWord word={stepWords[status]} />;
export const LedgerState = ({ status }: { status: LedgerStatus }) => <StateWord word={ledgerWords[status]} />;
