import styles from "./workspace-name.module.css";

/** The one name of a workspace: its own part bright, the region's quiet. */
export const WorkspaceName = ({ id, domain }: { id: string; domain?: string }) => (
  <bdi className={styles["name"]}>
    {id}
    {domain === undefined ? null : <span className={styles["domain"]}>.{domain}</span>}
  </bdi>
);
