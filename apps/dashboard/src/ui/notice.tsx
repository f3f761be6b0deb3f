import type { ReactNode } from "react";
import styles from "./notice.module.css";

export const Notice = ({
  tone,
  title,
  children,
}: {
  tone: "warn" | "info" | "bad" | "ok";
  title: string;
  children?: ReactNode;
}) => (
  <section className={`${styles["notice"]} ${styles[tone]}`} aria-label={title}>
    <p className={styles["what"]}>{title}</p>
    {children}
  </section>
);
