import styles from "./cli-hint.module.css";
import { Copy } from "./copy.tsx";

/** The same act at a shell, and as a call of the API. */
export const CliHint = ({ cli, api }: { cli: string; api: string }) => (
  <details className={styles["hint"]}>
    <summary>As CLI and API</summary>
    <p>
      <code>{cli}</code>
      <Copy text={cli} label="command" />
    </p>
    <p>
      <code>{api}</code>
      <Copy text={api} label="request" />
    </p>
  </details>
);
