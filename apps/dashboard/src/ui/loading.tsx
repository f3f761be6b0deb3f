import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import styles from "./loading.module.css";

/** Nothing at first; then lines where the content will be; then what is being waited for. */
export const Loading = ({ what, lines = 5, onRetry }: { what: string; lines?: number; onRetry?: () => void }) => {
  const [stage, setStage] = useState<"nothing" | "lines" | "words">("nothing");
  useEffect(() => {
    const timers = [setTimeout(() => setStage("lines"), 200), setTimeout(() => setStage("words"), 8000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  if (stage === "nothing") return <div className={styles["space"]} />;
  return (
    <div className={styles["loading"]} aria-busy="true">
      {stage === "words" ? (
        <p>
          Still waiting for {what}. {onRetry === undefined ? null : <Button onClick={onRetry}>Ask again</Button>}
        </p>
      ) : (
        <span className="unseen">Loading {what}</span>
      )}
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className={styles["line"]} />
      ))}
    </div>
  );
};
