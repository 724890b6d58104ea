// Talking to the server: what went wrong is said in the notice line.
import { say } from "./words.js";

const line = document.getElementById("notice");
let fading = 0;

export function notice(text, lasting = false) {
  clearTimeout(fading);
  line.textContent = text;
  if (!lasting) fading = setTimeout(() => { line.textContent = ""; }, 8000);
}

// The answer as an object, or null when there is none; the reason has then been shown.
export async function post(path, body) {
  try {
    const answer = await fetch(`/playground/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return await answer.json();
    const kind = answer.headers.get("Content-Type") ?? "";
    notice(kind.includes("json") ? (await answer.json()).notice : say("failed"));
  } catch {
    notice(say("offline"));
  }
  return null;
}

export async function read(path, query) {
  try {
    const answer = await fetch(`/playground/${path}?${new URLSearchParams(query)}`);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
