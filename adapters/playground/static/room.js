// The open conversation: its messages, kept up to date, and where to look next.
import { mended } from "./forms.js";
import { notice, post, read } from "./server.js";
import { buttonOf, countUnread, showCurrent, showUnread, unreadIn } from "./places.js";
import { dayText, hourText, say } from "./words.js";

const log = document.getElementById("messages");
const scroll = document.getElementById("scroll");
const empty = document.getElementById("empty");
const line = document.getElementById("words");
const newest = document.getElementById("newest");
const sources = new Map(); // message id -> the HTML it was made from
const NEAR = 120; // pixels from the end that count as reading the newest

export const here = { person: "", room: "" };
let wanted = "";
let following = false; // show what comes next even if the visitor had scrolled up
let loads = 0;

export async function openRoom(room, person, ready = () => {}) {
  Object.assign(here, { room, person });
  history.replaceState(null, "", `#${encodeURIComponent(person)}/${encodeURIComponent(room)}`);
  wanted = "";
  showHead();
  forget();
  await loadRoom(ready);
  scroll.scrollTop = scroll.scrollHeight;
  newest.hidden = true;
}

// Everything anew, as after a lost connection; a form that is being filled in stays as it is.
export async function loadRoom(ready = () => {}) {
  const load = ++loads;
  const stand = await read("room", here);
  if (load !== loads) return;
  if (!stand) return notice(say("offline"), true);
  const fresh = document.createElement("template");
  fresh.innerHTML = stand.html;
  log.setAttribute("aria-live", "off");
  const [focus, top] = [document.activeElement, scroll.scrollTop];
  log.replaceChildren(...[...fresh.content.children].map(known));
  tidy();
  if (log.contains(focus)) focus.focus({ preventScroll: true });
  scroll.scrollTop = top;
  setTimeout(() => log.setAttribute("aria-live", "polite"), 300);
  showUnread(stand.unread);
  see();
  ready(stand);
}

export function applyChange(change) {
  if (change.room !== here.room) return countUnread(change.room, change.unread);
  if (change.only_for && change.only_for !== here.person) return;
  const atEnd = fromEnd() < NEAR;
  // The answer to a gesture may come before the change it caused: the focus then moves twice.
  const focused = find(change.id)?.contains(document.activeElement);
  place(change);
  tidy();
  if (change.unread) countUnread(change.room, change.unread);
  see();
  const stayed = focused && find(change.id)?.contains(document.activeElement);
  if (change.id === wanted || (focused && change.html && !stayed)) lookAt(change.id);
  else if (stayed) return;
  else if (atEnd || following) reveal(find(change.id));
  else if (change.html && find(change.id) === log.lastElementChild) newest.hidden = false;
}

// Moves the focus to what came of the last gesture, now or when it arrives.
export function lookAt(id) {
  const message = find(id);
  wanted = message ? "" : id;
  if (!message) return;
  const target = message.querySelector("form") ? firstToFill(message) : message;
  target.focus({ preventScroll: true });
  const wrong = message.querySelector("[aria-invalid=true]");
  if (wrong) wrong.closest(".field").scrollIntoView({ block: "center" });
  else reveal(message);
}

export const find = (id) => log.querySelector(`[data-id="${CSS.escape(id)}"]`);
export function follow() {
  following = true;
  setTimeout(() => { following = false; }, 1500);
}

export function forget() {
  sources.clear();
  log.replaceChildren();
}

export function see() {
  if (document.hidden || !unreadIn(here.room)) return;
  countUnread(here.room, 0);
  post("seen", { room: here.room });
}

// All of a message, or its beginning where there is no room for all.
function reveal(message) {
  if (!message) return;
  const tall = message.offsetHeight > scroll.clientHeight - 40;
  if (tall) message.scrollIntoView({ block: "start" });
  else if (message === log.lastElementChild) scroll.scrollTop = scroll.scrollHeight;
  else message.scrollIntoView({ block: "nearest" });
}

const fromEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;

export function startRoom() {
  newest.addEventListener("click", () => lookAt(log.lastElementChild.dataset.id));
  scroll.addEventListener("scroll", () => { newest.hidden ||= fromEnd() < NEAR; });
}

function firstToFill(message) {
  const group = "input[type=radio]";
  return (
    message.querySelector(`[aria-invalid=true]:not(fieldset)`) ??
    message.querySelector(`input:not([type=radio]), select, textarea, ${group}`) ??
    message.querySelector("button")
  );
}

function known(message) {
  const { id } = message.dataset;
  const held = find(id);
  if (held && sources.get(id) === message.outerHTML) return held;
  sources.set(id, message.outerHTML);
  return message;
}

function place({ id, html, after }) {
  const held = find(id);
  if (html === null) return held?.remove();
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const arrived = fresh.content.firstElementChild;
  const source = arrived.outerHTML;
  if (mended(held?.querySelector("form"), arrived.querySelector("form"))) {
    return sources.set(id, source);
  }
  const message = known(arrived);
  if (message === held) return;
  message.classList.add("arrived");
  if (held) held.replaceWith(message);
  else if (after && find(after)) find(after).after(message);
  else log.append(message);
}

// Times of day, a line where a day begins, and the welcome while there is nothing else.
function tidy() {
  for (const line of log.querySelectorAll(".day")) line.remove();
  let last = "";
  let latest = 0;
  for (const message of [...log.children]) {
    const time = message.querySelector("header time");
    const date = new Date(time.dateTime);
    time.textContent = hourText(date);
    if (dayText(date) !== last && date >= latest) message.before(dayLine(date));
    if (date >= latest) [last, latest] = [dayText(date), date];
  }
  empty.hidden = log.childElementCount > 0;
}

function dayLine(date) {
  const line = document.createElement("p");
  line.className = "day";
  line.append(Object.assign(document.createElement("span"), { textContent: dayText(date) }));
  return line;
}

function showHead() {
  const direct = here.room.startsWith("direct:");
  const place = buttonOf(here.room);
  const person = buttonOf(`direct:${here.person}`);
  const { name, about } = place.dataset;
  document.body.dataset.kind = direct ? "direct" : "channel";
  document.getElementById("room-face").replaceChildren(place.firstElementChild.cloneNode(true));
  document.getElementById("room-name").textContent = name;
  document.getElementById("room-about").textContent =
    direct ? about : say("channel_as", { name: person.dataset.name });
  line.placeholder = direct
    ? say("say_direct", { name: name.split(" ")[0] })
    : say("say_channel", { name: person.dataset.name.split(" ")[0], channel: name });
  showCurrent(here);
}
