import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import styles from "./button.module.css";

type ButtonProps = Omit<ComponentProps<"button">, "className" | "disabled"> & {
  look?: "primary" | "plain" | "danger" | "quiet";
  isBusy?: boolean;
  /** Why it cannot be used now, and who may. The button stays where it is, and says so. */
  disabledReason?: string | undefined;
  children: ReactNode;
};

export const Button = ({ look = "plain", isBusy = false, disabledReason, onClick, children, ...rest }: ButtonProps) => {
  const reasonId = useId();
  const isOff = isBusy || disabledReason !== undefined;
  return (
    <>
      <button
        type="button"
        {...rest}
        className={`${styles["button"]} ${styles[look]}`}
        aria-disabled={isOff || undefined}
        aria-busy={isBusy || undefined}
        aria-describedby={disabledReason === undefined ? undefined : reasonId}
        onClick={(event) => {
          if (isOff) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {children}
      </button>
      {disabledReason === undefined ? null : (
        <span id={reasonId} className={styles["reason"]}>
          {disabledReason}
        </span>
      )}
    </>
  );
};
