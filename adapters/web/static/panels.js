// On narrow screens the side and the clock are panels that slide in; one at a time, closed by Escape or beside them.

import { byId } from "./dom.js";

const PANELS = { nav: "open-nav", clock: "open-clock" };
const shell = byId("shell");

/** Begin to listen. */
export function startPanels() {
  for (const [panel, opener] of Object.entries(PANELS)) {
    byId(opener).addEventListener("click", () => (shell.dataset.open === panel ? closePanels() : open(panel)));
  }
  byId("scrim").addEventListener("click", closePanels);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("form").open) closePanels();
  });
}

/** Slide back whatever is open, and give the focus back to what opened it. */
export function closePanels() {
  const was = shell.dataset.open;
  if (!was) return;
  delete shell.dataset.open;
  byId("main").inert = false;
  byId(PANELS[was]).setAttribute("aria-expanded", "false");
  byId(PANELS[was]).focus();
}

function open(panel) {
  closePanels();
  shell.dataset.open = panel;
  byId("main").inert = true;
  byId(PANELS[panel]).setAttribute("aria-expanded", "true");
  byId(panel).querySelector("button, input")?.focus();
}
