// Before the first paint: the chosen theme, and whether a session is probably about to be restored.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("cogrion.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const isKnown = localStorage.getItem("cogrion.regions") !== null;
    const isBack = location.pathname === "/signed-in";
    if ((isKnown && location.pathname !== "/signed-out") || isBack) root.dataset.stage = "restoring";
  } catch {
    // Storage is off: the page follows the system, and asks for a sign-in.
  }
})();
