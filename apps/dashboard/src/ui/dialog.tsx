import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import styles from "./dialog.module.css";

type DialogProps = { isOpen: boolean; onClose: () => void; title: string; children: ReactNode };

/** Keeps the focus inside while it is open, and gives it back. */
export const Dialog = ({ isOpen, onClose, title, children }: DialogProps) => (
  <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
    <Base.Portal>
      <Base.Backdrop className={styles["backdrop"]} />
      <Base.Popup className={styles["popup"]}>
        <Base.Title className={styles["title"]}>{title}</Base.Title>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);
