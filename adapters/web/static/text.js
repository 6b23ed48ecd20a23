// Spans become nodes: text nodes, and a few elements for style, moments, mentions and commands.

import { el } from "./dom.js";
import { state } from "./state.js";
import { exactly, written } from "./time.js";

/** The nodes of a text. */
export function spans(text) {
  return text.map((span, index) => styled(span, what(isBlock(text[index - 1]) ? afterBlock(span) : span)));
}

const isBlock = (span) => Boolean(span?.code && span.text?.includes("\n"));

/** A block ends its line by itself: the line break that follows it in the text is the same one. */
function afterBlock(span) {
  return span.text?.startsWith("\n") ? { ...span, text: span.text.slice(1) } : span;
}

/** The words of a text, without style. */
export function wordsOf(text) {
  return text.map((s) => s.text ?? s.name ?? (s.command ? `/${s.command}` : written(s.moment, s.show))).join("");
}

function what(span) {
  if (span.moment) {
    const about = { datetime: span.moment, "data-show": span.show, title: exactly(span.moment, span.zone) };
    return el("time", about, written(span.moment, span.show));
  }
  if (span.mention) {
    return el("span", { class: span.mention === state.you ? "mention you" : "mention" }, `@${span.name}`);
  }
  if (span.command) {
    return el("button", { type: "button", class: "command", "data-line": `/${span.command}` }, `/${span.command}`);
  }
  return document.createTextNode(span.text);
}

function styled(span, node) {
  if (span.code) node = el("code", { class: isBlock(span) ? "block" : null }, node);
  if (span.italic) node = el("em", {}, node);
  if (span.bold) node = el("strong", {}, node);
  return node;
}

/** Moments that are told relative to now are told anew as time passes. */
export function refreshMoments() {
  for (const time of document.querySelectorAll('time[data-show="relative"]')) {
    time.textContent = written(time.dateTime, "relative");
  }
}
