import type { ReactNode } from "react";
import styles from "./table.module.css";

type TableProps = { label: string; columns: readonly string[]; children: ReactNode };

/**
 * A table that becomes a list of blocks on a phone. The roles are named, because browsers drop them
 * with the layout.
 */
export const Table = ({ label, columns, children }: TableProps) => (
  <div className={styles["scroll"]}>
    <table className={styles["table"]} role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  </div>
);

export const Row = ({ children }: { children: ReactNode }) => <tr role="row">{children}</tr>;

/** `label` is shown before the value where there is no head. */
export const Cell = ({
  label,
  sub,
  isNarrow = false,
  children,
}: {
  label?: string;
  sub?: ReactNode;
  isNarrow?: boolean;
  children?: ReactNode;
}) => (
  <td role="cell" data-label={label} className={isNarrow ? styles["nowrap"] : undefined}>
    {children}
    {sub === undefined || sub === null ? null : <span className={styles["sub"]}>{sub}</span>}
  </td>
);
