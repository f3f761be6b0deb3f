import styles from "./code-block.module.css";
import { Copy } from "./copy.tsx";

/** Text to be copied whole. It scrolls by itself, so it takes the focus. */
export const CodeBlock = ({ label, text, onCopied }: { label: string; text: string; onCopied?: () => void }) => (
  <div className={styles["block"]}>
    <div className={styles["head"]}>
      <span>{label}</span>
      <Copy text={text} label={label} {...(onCopied === undefined ? {} : { onCopied })} />
    </div>
    <pre tabIndex={0} role="group" aria-label={label}>
      <bdi>{text}</bdi>
    </pre>
  </div>
);
