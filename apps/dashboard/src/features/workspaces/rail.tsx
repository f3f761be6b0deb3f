import type { StepView } from "@cogrion/contract";
import { clientSteps } from "@cogrion/domain";
import { Shape } from "../../ui/shape.tsx";
import { StepState } from "../../ui/state-word.tsx";
import { stepWords } from "../../ui/state-words.ts";
import { Ago, lengthOf } from "../../ui/time.tsx";
import { Copy } from "../../ui/copy.tsx";
import styles from "./rail.module.css";

const laneOf = (step: StepView | undefined): "yours" | "ours" =>
  step !== undefined && clientSteps.includes(step.id) ? "yours" : "ours";

const Spent = ({ step }: { step: StepView }) => {
  if (step.started_at === null) return null;
  if (step.finished_at === null)
    return (
      <>
        began <Ago at={step.started_at} />
      </>
    );
  return <>{lengthOf(step.started_at, step.finished_at)}</>;
};

const Station = ({ step, next }: { step: StepView; next: StepView | undefined }) => {
  const lane = laneOf(step);
  const { tone, shape } = stepWords[step.status];
  const crosses = next !== undefined && laneOf(next) !== lane;
  const results = Object.entries(step.result ?? {});
  return (
    <li
      className={styles["station"]}
      data-lane={lane}
      data-tone={tone}
      data-current={step.status === "running" || step.status === "blocked" || undefined}
    >
      <span
        className={styles["track"]}
        aria-hidden="true"
        data-first={step.number === 1 || undefined}
        data-last={next === undefined || undefined}
        data-crosses={crosses || undefined}
      >
        <span className={styles["in"]} />
        <span className={styles["out"]} />
        <span className={styles["cross"]} />
        <span className={styles["mark"]}>
          <Shape name={shape} />
        </span>
      </span>
      <div className={styles["text"]}>
        <p className={styles["title"]}>
          <span className={styles["number"]}>{step.number}</span> {step.title}
          <span className="unseen">, {lane === "yours" ? "in your AWS account" : "at Cogrion"}</span>
        </p>
        <p className={styles["meta"]}>
          <StepState status={step.status} />
          <span>
            <Spent step={step} />
          </span>
          {step.attempts > 1 ? <span>attempt {step.attempts}</span> : null}
        </p>
        {results.length === 0 ? null : (
          <details className={styles["result"]}>
            <summary>What it made</summary>
            <dl>
              {results.map(([name, value]) => (
                <div key={name}>
                  <dt>{name.replaceAll("_", " ")}</dt>
                  <dd>
                    <code>
                      <bdi>{value}</bdi>
                    </code>
                    <Copy text={value} label={name.replaceAll("_", " ")} />
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
};

/** The nine steps on two lanes: the side on which each acts. The line crosses where the work does. */
export const Rail = ({ steps }: { steps: readonly StepView[] }) => (
  <section className={styles["rail"]} aria-labelledby="rail-title">
    <div className={styles["lanes"]}>
      <h2 id="rail-title">Nine steps</h2>
      <span className={styles["legend"]} aria-hidden="true">
        <span data-lane="yours">Your AWS account</span>
        <span data-lane="ours">Cogrion</span>
      </span>
    </div>
    <ol>
      {steps.map((step, index) => (
        <Station key={step.id} step={step} next={steps[index + 1]} />
      ))}
    </ol>
  </section>
);
