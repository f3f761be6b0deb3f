import type { ReactNode } from "react";
import { useEffect } from "react";
import styles from "./page-header.module.css";

/** `title` names the browser's tab too. */
export const PageHeader = ({
  title,
  heading,
  aside,
  children,
}: {
  title: string;
  heading?: ReactNode;
  aside?: ReactNode;
  children?: ReactNode;
}) => {
  useEffect(() => {
    document.title = `${title} · Cogrion`;
  }, [title]);
  return (
    <header className={styles["header"]}>
      <div className={styles["row"]}>
        <h1>{heading ?? title}</h1>
        <div className={styles["aside"]}>{aside}</div>
      </div>
      {children}
    </header>
  );
};
