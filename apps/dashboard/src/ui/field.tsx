import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import styles from "./field.module.css";

type Base = { label: string; help?: ReactNode; error?: string | undefined };

const Frame = ({ id, label, help, error, children }: Base & { id: string; children: ReactNode }) => (
  <div className={styles["field"]}>
    <label htmlFor={id}>{label}</label>
    {children}
    {help === undefined ? null : (
      <div id={`${id}-help`} className={styles["help"]}>
        {help}
      </div>
    )}
    <div id={`${id}-error`} className={styles["error"]}>
      {error}
    </div>
  </div>
);

const describedBy = (id: string, { help, error }: Omit<Base, "label">): string | undefined =>
  [help === undefined ? "" : `${id}-help`, error === undefined ? "" : `${id}-error`].join(" ").trim() || undefined;

export const TextField = ({
  label,
  help,
  error,
  isMono = false,
  ...rest
}: Base & { isMono?: boolean } & ComponentProps<"input">) => {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error}>
      <input
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        className={`${styles["control"]} ${isMono ? styles["mono"] : ""}`}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, { help, error })}
      />
    </Frame>
  );
};

type Option = { value: string; text: string; isOff?: boolean };
export const SelectField = ({
  label,
  help,
  error,
  options,
  ...rest
}: Base & { options: readonly Option[] } & ComponentProps<"select">) => {
  const id = useId();
  return (
    <Frame id={id} label={label} help={help} error={error}>
      <select {...rest} id={id} className={styles["control"]} aria-describedby={describedBy(id, { help, error })}>
        {options.map(({ value, text, isOff }) => (
          <option key={value} value={value} disabled={isOff}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
};
