let region: HTMLElement | undefined;

/** The page's one polite live region says it. */
export const announce = (text: string): void => {
  region ??= document.querySelector<HTMLElement>("#announcements") ?? undefined;
  if (region === undefined) return;
  const place = region;
  // The same text twice in a row is otherwise said once.
  place.textContent = "";
  setTimeout(() => {
    place.textContent = text;
  }, 50);
};
