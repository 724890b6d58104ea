// The page's words and the way dates read; both come from the server's catalog.
const { words, zone, language } = document.body.dataset;
const catalog = JSON.parse(words);

export const say = (key, values = {}) =>
  catalog[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const formats = (options) =>
  new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", ...options });
const short = { hour: "2-digit", minute: "2-digit" };
const hour = formats(short);
const year = formats({ dateStyle: "full" });
const day = formats({ weekday: "long", day: "numeric", month: "long" });
const full = formats({ weekday: "short", day: "numeric", month: "short", ...short });

export const hourText = (date) => hour.format(date);
export const dayText = (date) => day.format(date);
export const yearText = (date) => year.format(date);
export const fullText = (date) => full.format(date);
