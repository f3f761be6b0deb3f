import type { ReactNode } from "react";
import { useId, useRef } from "react";
import styles from "./menu.module.css";

type Item = { key: string; content: ReactNode; onSelect: () => void; isCurrent?: boolean };
type MenuProps = { label: string; trigger: ReactNode; items: readonly Item[] };

/** A list of choices in the browser's own popover: Escape and a click elsewhere close it, and the focus returns. */
export const Menu = ({ label, trigger, items }: MenuProps) => {
  const id = useId();
  const popup = useRef<HTMLUListElement>(null);
  return (
    <>
      <button type="button" className={styles["trigger"]} popoverTarget={id}>
        {trigger}
        <span className="unseen">, {label}</span>
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
          <path d="m2 3.5 3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.25" />
        </svg>
      </button>
      <ul id={id} ref={popup} popover="auto" className={styles["popup"]}>
        {items.map(({ key, content, onSelect, isCurrent }) => (
          <li key={key}>
            <button
              type="button"
              className={styles["item"]}
              aria-current={isCurrent || undefined}
              onClick={() => {
                popup.current?.hidePopover();
                onSelect();
              }}
            >
              {content}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};
