import type { ShapeName } from "./state-words.ts";

/** All on one 16-pixel grid. */
const paths: Record<ShapeName, React.ReactNode> = {
  waiting: (
    <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.2 2" />
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 5v3h3a3 3 0 0 1-3 3z" fill="currentColor" />
      <path d="M8 4.5a3.5 3.5 0 0 1 3.5 3.5H8z" fill="currentColor" />
    </>
  ),
  done: <path d="m3.5 8.5 3 3 6-7" fill="none" stroke="currentColor" strokeWidth="1.75" />,
  degraded: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" />
    </>
  ),
  blocked: <path d="M5 3.5v9m6-9v9" fill="none" stroke="currentColor" strokeWidth="2.25" />,
  failed: <path d="m4 4 8 8m0-8-8 8" fill="none" stroke="currentColor" strokeWidth="1.75" />,
  offline: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="m4.5 11.5 7-7" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  gone: <path d="M3.5 8h9" stroke="currentColor" strokeWidth="1.75" />,
};

export const Shape = ({ name }: { name: ShapeName }) => (
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {paths[name]}
  </svg>
);
