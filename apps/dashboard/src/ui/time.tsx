import { useEffect, useState } from "react";

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const zone = (date: Date): string =>
  new Intl.DateTimeFormat(undefined, { timeZoneName: "short" })
    .formatToParts(date)
    .find(({ type }) => type === "timeZoneName")?.value ?? "";
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "long" });

const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

const relativeOf = (at: Date, now: number): string => {
  const seconds = Math.round((at.getTime() - now) / 1000);
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return Math.abs(seconds) < 5 ? "just now" : relative.format(Math.trunc(seconds / size), unit);
};

/** The browser's clock, in steps of ten seconds, while the page is visible. */
const useNow = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setNow(Date.now());
    }, 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
};

/** How long ago; in the reader's zone and in UTC when it is pointed at. */
export const Ago = ({ at }: { at: string }) => {
  const date = new Date(at);
  const now = useNow();
  return (
    <time dateTime={at} title={`${exact.format(date)} ${zone(date)}\n${at} (UTC)`}>
      {relativeOf(date, now)}
    </time>
  );
};

/** Date and time in the reader's zone, which is named. */
export const Moment = ({ at }: { at: string }) => {
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${at} (UTC)`}>
      {exact.format(date)} {zone(date)}
    </time>
  );
};

export const clockOf = (milliseconds: number): string => clock.format(new Date(milliseconds));

/** Between two times, in words: `2 min 31 s`. */
export const lengthOf = (from: string, to: string): string => {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
