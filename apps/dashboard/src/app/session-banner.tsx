import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { callbackPath, statusOf, subscribe } from "../session/index.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useScope } from "./context.tsx";

export const useSessionStatus = (region: string) => useSyncExternalStore(subscribe, () => statusOf(region));

/** The page keeps what was typed. Signing in happens in a window of its own. */
export const SessionBanner = () => {
  const { region } = useScope();
  const status = useSessionStatus(region.id);
  const queryClient = useQueryClient();
  const isEnded = status === "ended";
  useEffect(() => {
    if (!isEnded) void queryClient.invalidateQueries();
  }, [isEnded, queryClient]);
  if (!isEnded) return null;
  return (
    <Notice tone="warn" title={`Your session in ${region.id} ended`}>
      <p>Sign in again to go on. Everything that you typed stays, and nothing is done twice.</p>
      <Button
        look="primary"
        onClick={() => void window.open(`${callbackPath}?begin=${region.id}`, "_blank", "width=520,height=720")}
      >
        Sign in again
      </Button>
    </Notice>
  );
};
