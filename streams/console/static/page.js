// What scripts add: focus after a submit, clocks that tick, and news that arrives by itself.
// Every page works without it.
import { Button, ErrorSummary, NotificationBanner, SkipLink, createAll } from "./vendor/govuk-frontend-6.3.0.min.js";

const HEARTBEAT_LOST = 45_000, NO_STREAM = 10_000, POLL = 30_000, TICK = 10_000, LOOK = 60_000, WARNING = 120_000; // milliseconds
const MINUTE = 60, HOUR = 3600, DAY = 86_400; // seconds

document.body.classList.add("govuk-frontend-supported");
for (const component of [ErrorSummary, NotificationBanner, SkipLink]) createAll(component);
createAll(Button, { preventDoubleClick: true });

// The server's clock, carried on by what passes here: a browser whose clock is wrong tells no lie.
const drawn = Date.parse(document.documentElement.dataset.drawn);
const began = performance.now();
const now = () => drawn + (performance.now() - began);

const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function span(seconds) {
  if (seconds < MINUTE) return "under a minute";
  if (seconds < HOUR) return counted(Math.floor(seconds / MINUTE), "minute");
  if (seconds < DAY) {
    const hours = Math.floor(seconds / HOUR), minutes = Math.floor((seconds % HOUR) / MINUTE);
    return minutes ? `${hours} h ${minutes} min` : counted(hours, "hour");
  }
  const days = Math.floor(seconds / DAY), hours = Math.floor((seconds % DAY) / HOUR);
  return hours && days < 4 ? `${counted(days, "day")} ${hours} h` : counted(days, "day");
}

function tick() {
  for (const clock of document.querySelectorAll("time[data-left]")) {
    const left = (Date.parse(clock.dateTime) - now()) / 1000;
    clock.querySelector("[data-remainder]").textContent =
      left > 0 ? `${span(left)} left` : `${span(-left)} late`;
  }
}
setInterval(tick, TICK);

const stream = document.getElementById("stream");
if (stream) live(stream);

function live(stream) {
  const notice = document.getElementById("cut-off");
  const pause = document.getElementById("pause");
  const announced = document.getElementById("announced");
  const title = document.title;
  let heard = performance.now(), connections = 0, isPaused = false, isPolling = false, last = null, missed = false;

  const refetch = () => stream.dispatchEvent(new CustomEvent("changed", { bubbles: true }));

  const hear = () => {
    heard = performance.now();
    notice.hidden = true;
  };

  document.addEventListener("htmx:sse:after:connection", () => {
    hear();
    if (connections++) refetch();
  });
  document.addEventListener("htmx:sse:before:message", hear);

  // Before the parts hear of it: a pause holds them all.
  document.addEventListener("changed", (event) => {
    if (isPaused) {
      missed = true;
      event.stopImmediatePropagation();
      return;
    }
    if (event.detail?.data) count(JSON.parse(event.detail.data));
  }, true);

  function count(data) {
    const need = data.red + data.amber;
    show("need", need);
    show("due", data.due);
    document.title = need ? `(${need}) ${title}` : title;
    if (last) announce(data, need);
    last = data;
  }

  function announce(data, need) {
    const said = ["red", "amber"]
      .filter((tier) => data[tier] > last[tier])
      .map((tier) => counted(data[tier] - last[tier], `new ${tier} alert`));
    if (said.length) announced.textContent = `${said.join(", ")}. ${need} need someone`;
  }

  function show(name, number) {
    if (number === undefined) return;
    for (const badge of document.querySelectorAll(`[data-count="${name}"]`)) {
      badge.hidden = !number;
      badge.querySelector("[data-number]").textContent = number;
    }
  }

  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? "Updates paused. Go on" : "Pause updates";
    if (!isPaused && missed) {
      missed = false;
      refetch();
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refetch();
  });

  setInterval(() => {
    const silent = performance.now() - heard;
    if (silent < HEARTBEAT_LOST || !(connections || isPolling)) return;
    const word = document.getElementById("live-word");
    if (notice.hidden) {
      const since = new Date(now() - silent);
      document.getElementById("cut-off-since").textContent =
        since.toLocaleTimeString("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
      notice.hidden = false;
      if (word) word.textContent = "Not live";
    }
  }, 1000);

  // A service that has gone quiet changes nothing: the line at the top asks how old it all is.
  setInterval(() => {
    if (!isPaused) stream.dispatchEvent(new CustomEvent("look", { bubbles: true }));
  }, LOOK);

  // A browser opens six connections to one host over HTTP/1.1: a seventh tab asks instead.
  setTimeout(() => {
    if (connections) return;
    isPolling = true;
    setInterval(async () => {
      if (await fetch("/livez").then((answer) => answer.ok, () => false)) hear();
      refetch();
    }, POLL);
  }, NO_STREAM);
}

const idle = document.getElementById("idle");
if (idle) warnBeforeSignOut(idle);

// Says in time that the sign-in will end because nothing was done; one press goes on with it. The server
// knows: another tab may have gone on meanwhile.
function warnBeforeSignOut(box) {
  const words = document.getElementById("idle-words");
  const form = box.querySelector("form"), again = box.querySelector("a");
  let timer;

  async function look() {
    clearTimeout(timer);
    let left = 0;
    try {
      const answer = await fetch("/session", { headers: { accept: "application/json" } });
      if (answer.ok) left = (await answer.json()).left_seconds * 1000;
      else if (answer.status !== 401) left = WARNING + LOOK;
    } catch {
      left = WARNING + LOOK; // The console is away, which another notice says.
    }
    show(left);
    if (left) timer = setTimeout(look, left > WARNING ? left - WARNING : Math.min(left + 1000, TICK));
  }

  function show(left) {
    box.hidden = left > WARNING;
    form.hidden = !left;
    again.hidden = Boolean(left);
    const said = left
      ? `You will be signed out in less than ${counted(Math.ceil(left / 60_000), "minute")}. What you typed would be lost.`
      : "You were signed out, as nothing was done here. Copy what you typed before you go on.";
    if (!box.hidden && words.textContent !== said) words.textContent = said;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await fetch("/stay", { method: "POST", body: new URLSearchParams(new FormData(form)) });
    } finally {
      look();
    }
  });
  look();
}

// After a form was sent the focus goes to what became of it.
if (location.hash === "#sent") document.getElementById("sent")?.focus();
