import { useState } from "react";
import { announce } from "./announce.ts";
import { Button } from "./button.tsx";

/** Copies a text; says so to everybody. `label` names what. */
export const Copy = ({ text, label, onCopied }: { text: string; label: string; onCopied?: () => void }) => {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
      announce(`${label} copied`);
      onCopied?.();
      setTimeout(() => setIsCopied(false), 2000);
    } catch {
      announce("The browser does not allow copying. Select the text instead.");
    }
  };
  return (
    <Button look="quiet" aria-label={`Copy ${label}`} onClick={() => void copy()}>
      {isCopied ? "Copied" : "Copy"}
    </Button>
  );
};
