import type { ReactNode } from "react";
import styles from "./empty.module.css";

/** What this is, why there is nothing now, and the next act. */
export const Empty = ({ title, why, children }: { title: string; why: string; children?: ReactNode }) => (
  <div className={styles["empty"]}>
    <p className={styles["title"]}>{title}</p>
    <p className={styles["why"]}>{why}</p>
    {children}
  </div>
);
