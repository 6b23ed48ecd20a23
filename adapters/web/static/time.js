// The pretend clock, and moments as the viewer reads them: in the browser's own zone, measured from the pretend now.

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

// The page is in English: an English reader's own customs where known, else day before month.
const locale = (navigator.language || "").startsWith("en") ? navigator.language : "en-GB";

const STYLES = {
  time: { hour: "2-digit", minute: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  full: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};
const formats = Object.fromEntries(
  Object.entries(STYLES).map(([name, style]) => [name, new Intl.DateTimeFormat(locale, style)]),
);
const relatively = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

let told = Date.now();
let heard = performance.now();

/** What the server says the time is. */
export function setNow(iso) {
  told = Date.parse(iso);
  heard = performance.now();
}

/** The pretend now: what was told, and what has passed since. */
export function now() {
  return new Date(told + performance.now() - heard);
}

/** A moment in one of the ways that cards ask for; `long` is a whole day. */
export function written(instant, show) {
  const date = new Date(instant);
  return show === "relative" ? relative(date) : formats[show in formats ? show : "full"].format(date);
}

/** “in 3 hours”, “2 days ago”. */
export function relative(date) {
  const seconds = (date.getTime() - now().getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    // A little under one and a half of a unit reads better in the smaller one: 36 hours, not 2 days.
    if (Math.abs(seconds) >= size * (unit === "minute" ? 1 : 1.5)) return relatively.format(Math.round(seconds / size), unit);
  }
  return relatively.format(Math.round(seconds / 60), "minute");
}

/** The whole of a moment, for who wants to be sure: both here and in the zone that was meant. */
export function exactly(instant, meant) {
  const date = new Date(instant);
  const style = { dateStyle: "full", timeStyle: "short" };
  const here = `${new Intl.DateTimeFormat(locale, style).format(date)} (${zone})`;
  if (!meant || meant === zone) return here;
  try {
    return `${here}; ${new Intl.DateTimeFormat(locale, { ...style, timeZone: meant }).format(date)} (${meant})`;
  } catch {
    return here;
  }
}

/** The calendar day of a moment, as a key. */
export const dayOf = (instant) => new Date(instant).toDateString();
