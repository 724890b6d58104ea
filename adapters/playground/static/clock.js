// The made-up clock: what time it is, moving it forward, beginning again.
import { forget, loadRoom } from "./room.js";
import { notice, post } from "./server.js";
import { fullText, say, yearText } from "./words.js";

const now = document.getElementById("now");
const progress = document.getElementById("progress");
const dialog = document.getElementById("reset-dialog");

export function showNow(text) {
  const date = new Date(text);
  now.dateTime = text;
  now.textContent = fullText(date);
  now.title = yearText(date);
}

export function showBusy(work, share = 0) {
  document.body.toggleAttribute("data-busy", work !== "");
  progress.hidden = work === "";
  progress.value = share;
  if (work) notice(say(work === "reset" ? "resetting" : "moving"), true);
}

export function moving({ work, share, now: reached }) {
  if (work === "reset" && share === 0) forget();
  if (reached) showNow(reached);
  showBusy(work, share);
}

export async function moved({ work, finished }) {
  showBusy("");
  await loadRoom(({ now: reached }) => showNow(reached));
  if (!finished) notice(say("failed"));
  else notice(say(work === "reset" ? "was_reset" : "moved"));
}

// No second step while one is under way, and no gesture either: the server says so too.
const step = (path, body) => {
  if (document.body.hasAttribute("data-busy")) return notice(say("busy"));
  post(path, { key: crypto.randomUUID(), ...body });
};

export function startClock() {
  for (const button of document.querySelectorAll("[data-forward]")) {
    button.addEventListener("click", () => step("clock", { forward: button.dataset.forward }));
  }
  document.getElementById("reset").addEventListener("click", () => dialog.showModal());
  document.getElementById("reset-no").addEventListener("click", () => dialog.close());
  document.getElementById("reset-yes").addEventListener("click", () => {
    dialog.close();
    step("reset", {});
  });
}
