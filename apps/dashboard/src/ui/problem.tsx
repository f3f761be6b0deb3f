import { ApiError, ApiUnreachableError } from "@cogrion/contract";
import { SessionEndedError } from "../session/index.ts";
import { Button } from "./button.tsx";
import { Copy } from "./copy.tsx";
import styles from "./notice.module.css";

type Told = { what: string; next: string; code?: string; requestId?: string; link?: string };

/** What happened, whose turn it is, and what is next. */
export const toldOf = (error: unknown): Told => {
  if (error instanceof ApiError) {
    const { detail, code, status, request_id: requestId, type: link } = error.problem;
    const next =
      status === 412
        ? "Somebody changed it in the meantime. What you see is up to date now: look at it, then try again."
        : status >= 500
          ? "This is at Cogrion. Nothing was changed by what you did; try again in a moment."
          : status === 429
            ? `Wait ${error.retryAfterSeconds ?? 10} s, then try again.`
            : "";
    return { what: detail, next, code, requestId, link };
  }
  if (error instanceof SessionEndedError)
    return { what: "Your session ended.", next: "Sign in again; this page keeps what you typed." };
  if (error instanceof ApiUnreachableError)
    return {
      what: "The API of this region cannot be reached.",
      next: "Check your connection. If others have it too, it is at Cogrion.",
    };
  return { what: "Something went wrong in this page.", next: "Reload it. What was saved is saved." };
};

export const Problem = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => {
  const { what, next, code, requestId, link } = toldOf(error);
  return (
    <div role="alert" className={`${styles["notice"]} ${styles["bad"]}`}>
      <p className={styles["what"]}>
        <bdi>{what}</bdi>
      </p>
      {next === "" ? null : <p>{next}</p>}
      {code === undefined ? null : (
        <p className={styles["meta"]}>
          {link === undefined ? <code>{code}</code> : <a href={link}>{code}</a>}
          {requestId === undefined ? null : (
            <>
              {" · request "}
              <code>{requestId}</code> <Copy text={requestId} label="request id" />
            </>
          )}
        </p>
      )}
      {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
};
