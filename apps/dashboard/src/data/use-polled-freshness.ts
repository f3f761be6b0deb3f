import { useEffect } from "react";
import { setFreshness } from "./freshness.ts";

/** How often a list is asked for while its page is visible. */
export const pollMilliseconds = 5000;

type Polled = { dataUpdatedAt: number; errorUpdatedAt: number; isSuccess: boolean; isError: boolean };

/** Old from the first poll that fails, until one succeeds. */
export const usePolledFreshness = ({ dataUpdatedAt, errorUpdatedAt, isSuccess, isError }: Polled): void => {
  const hasData = dataUpdatedAt > 0;
  const isOld = hasData && (isError || errorUpdatedAt > dataUpdatedAt);
  useEffect(() => {
    if (isOld) setFreshness({ kind: "old", asOf: dataUpdatedAt });
    else setFreshness(isSuccess ? { kind: "live" } : { kind: "none" });
  }, [isOld, isSuccess, dataUpdatedAt]);
  useEffect(() => () => setFreshness({ kind: "none" }), []);
};
