// Joins the parts of the page once it is there.
import { moved, moving, showBusy, showNow, startClock } from "./clock.js";
import { startGestures } from "./gestures.js";
import { buttonOf, buttons, countUnread, startPlaces } from "./places.js";
import { applyChange, here, loadRoom, openRoom, see, startRoom } from "./room.js";
import { notice } from "./server.js";
import { say } from "./words.js";

const line = document.getElementById("words");

function stand({ now, busy }) {
  showNow(now);
  showBusy(busy);
}

// Whom and where the address names, else the first person on the page.
function startingPlace() {
  const [person, room] = location.hash.slice(1).split("/").map(decodeURIComponent);
  if (room && buttonOf(room) && buttonOf(`direct:${person}`)) return [room, person];
  const { room: first, person: someone } = buttons()[0].dataset;
  return [first, someone];
}

function listen() {
  const stream = new EventSource("/playground/stream");
  const on = (name, act) => stream.addEventListener(name, (told) => act(JSON.parse(told.data)));
  let lost = false;
  on("hello", () => {
    if (lost) notice(say("online"));
    loadRoom(stand);
    lost = false;
  });
  on("change", applyChange);
  on("unread", ({ room, unread }) => countUnread(room, unread));
  on("moving", moving);
  on("moved", moved);
  stream.addEventListener("error", () => {
    lost = true;
    notice(say("offline"), true);
  });
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = document.getElementById("theme");
  const root = document.documentElement;
  button.addEventListener("click", () => {
    const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}

startTheme();
startClock();
startGestures();
startRoom();
startPlaces(async (room, person) => {
  await openRoom(room, person ?? here.person, stand);
  line.focus();
});
document.addEventListener("visibilitychange", see);
openRoom(...startingPlace(), stand).then(listen);
