// Builds elements. Data only ever becomes text nodes and attributes: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: `el("button", { class: "x", "aria-label": "y", onclick: f }, "text", node)`. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export const byId = (id) => document.getElementById(id);

const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h10",
  plus: "M12 5v14M5 12h14",
  send: "M5 12h13M12.5 6l6 6-6 6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6Z",
  close: "M6 6l12 12M18 6 6 18",
  question: "M9.2 9a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.2-1.5 2.5M12 17.5v.1M12 2.8a9.2 9.2 0 1 1 0 18.4 9.2 9.2 0 0 1 0-18.4Z",
  right: "M7.5 12.3l3 3 6-6.5M12 2.8a9.2 9.2 0 1 1 0 18.4 9.2 9.2 0 0 1 0-18.4Z",
  wrong: "M9 9l6 6M15 9l-6 6M12 2.8a9.2 9.2 0 1 1 0 18.4 9.2 9.2 0 0 1 0-18.4Z",
  warning: "M12 9v4.5M12 17v.1M10.3 4 2.5 17.5A2 2 0 0 0 4.2 20.5h15.6a2 2 0 0 0 1.7-3L13.7 4a2 2 0 0 0-3.4 0Z",
  refusal: "M5.5 5.5l13 13M12 2.8a9.2 9.2 0 1 1 0 18.4 9.2 9.2 0 0 1 0-18.4Z",
  file: "M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.5L13.5 3ZM13.5 3v5.5H19M12 11.5v6M9.3 15l2.7 2.7 2.7-2.7",
  link: "M14 5h5v5M19 5l-8.5 8.5M17 14v4a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 5 18V9a1.5 1.5 0 0 1 1.5-1.5H10",
  skip: "M5 6l7 6-7 6V6ZM14 6v12",
  thread: "M5 4v7a4 4 0 0 0 4 4h10M15.5 11.5 19 15l-3.5 3.5",
};

/** A drawing from the set above, for eyes only: the words beside it say the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon-drawing");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A member's round initial; the colour follows from the place in the list. */
export function face(member, index) {
  const initial = [...member.name][0].toLocaleUpperCase();
  return el("span", { class: `face hue-${index % 8}`, "aria-hidden": "true" }, initial);
}

/** What a screen reader is told, politely. */
export function announce(words) {
  byId("status").textContent = words;
}

let fading;

/** A short message at the foot of the page, for what did not work. */
export function toast(words) {
  const box = byId("toast");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 7000);
}
