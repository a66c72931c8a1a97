// Small comforts on every page. Everything works without them.
"use strict";

(() => {
  const body = document.body;
  const token = body.dataset.csrf || "";

  const say = (text) => {
    const live = document.getElementById("live");
    if (!live || !text) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 100);
  };
  const post = (url) => fetch(url, {
    method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
  });

  // htmx sends the token of the page along.
  body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token; });

  // Messages are said once, also those that came with the page.
  const messages = document.getElementById("messages")?.innerText.trim();
  if (messages) setTimeout(() => say(messages), 400);

  // Panels close by Esc or a click beside them.
  const panels = "details.menu[open], details.more[open]";
  const closePanels = (except) => {
    const open = [...document.querySelectorAll(panels)].filter((panel) => panel !== except);
    open.forEach((panel) => { panel.open = false; });
    return open;
  };
  document.addEventListener("click", (event) => closePanels(event.target.closest("details.menu, details.more")));

  // The digital board: Esc twice or the button hides the page; Esc or the button shows it again.
  const cover = document.getElementById("cover");
  let lastEsc = 0;
  const hideScreen = () => { closePanels(); cover.showModal(); };
  document.querySelectorAll("[data-cover]").forEach((button) => {
    button.hidden = !cover;
    button.addEventListener("click", hideScreen);
  });
  cover?.querySelector("[data-uncover]").addEventListener("click", () => cover.close());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || document.querySelector("dialog[open]")) return;
    const closed = closePanels();
    if (closed.length) { closed[0].querySelector("summary").focus(); return; }
    const now = Date.now();
    if (cover && now - lastEsc < 800) { lastEsc = 0; event.preventDefault(); hideScreen(); } else { lastEsc = now; }
  });

  // Parts that cost a whole phone are folded; where there is room they open. Their first opening fetches them (htmx).
  document.addEventListener("DOMContentLoaded", () => {
    if (!matchMedia("(min-width: 900px)").matches) return;
    document.querySelectorAll("details[data-open-wide]").forEach((part) => { part.open = true; });
  });

  // Copying a text, and telling the server that it was copied.
  const copyText = async (source) => {
    const text = "value" in source ? source.value : source.innerText.trim();
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy");
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-target]");
    const source = button && document.querySelector(button.dataset.copyTarget);
    if (!source) return;
    event.preventDefault();
    try {
      await copyText(source);
    } catch {
      source.classList.remove("copy-source"); // it is shown then, to be copied by hand
      if (source.select) source.select(); else getSelection().selectAllChildren(source);
      say(button.dataset.copyFailed);
      return;
    }
    const label = button.querySelector("[data-copy-label]") || button;
    button.dataset.label ??= label.textContent;
    label.textContent = button.dataset.copied || button.dataset.label;
    say(button.dataset.copied);
    setTimeout(() => { label.textContent = button.dataset.label; }, 4000);
    if (button.dataset.copiedUrl) post(button.dataset.copiedUrl).catch(() => {});
  });

  // What must be minded about somebody shows when that person is chosen; without this script it always shows.
  const minded = document.querySelectorAll("[data-shown-with]");
  const showMinded = () => minded.forEach((line) => {
    line.hidden = ![...document.querySelectorAll("input:checked")].some((box) => box.value === line.dataset.shownWith);
  });
  if (minded.length) {
    showMinded();
    document.addEventListener("change", showMinded);
    addEventListener("pageshow", showMinded);
  }

  // A form goes once, also when the button is pressed twice; going back opens it again.
  const sendButtons = (form) => form.querySelectorAll("button:not([type=button]), input[type=submit]");
  const release = (form) => {
    delete form.dataset.sent;
    sendButtons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    sendButtons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(() => release(form), 10000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // A form without a draft asks before it is left.
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-warn-unsaved]");
    if (form) form.dataset.changed = "1";
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-warn-unsaved][data-changed]:not([data-sent])")) event.preventDefault();
  });

  // The late warning: two minutes before the screen locks, with a way to go on.
  const warning = document.getElementById("late-warning");
  const clockGap = Date.now() / 1000 - Number(body.dataset.serverNow);
  let ends = Number(body.dataset.sessionEnds || 0);
  const showPart = (name) => {
    warning.hidden = !name;
    warning.querySelectorAll("[data-late]").forEach((part) => { part.hidden = part.dataset.late !== name; });
  };
  const watch = () => {
    const left = ends - (Date.now() / 1000 - clockGap);
    const part = left <= 0 ? "past" : left <= 120 ? "soon" : "";
    if (part !== watch.part) showPart(watch.part = part);
  };
  const noteEnd = (value) => { if (value) { ends = Number(value); watch(); } };
  if (warning && ends) {
    watch.part = "";
    setInterval(watch, 5000);
    document.addEventListener("visibilitychange", watch);
    document.addEventListener("session:ends", (event) => noteEnd(event.detail));
    body.addEventListener("htmx:afterRequest", (event) => {
      noteEnd(event.detail.xhr?.getResponseHeader("X-Session-Ends"));
    });
    const extend = warning.querySelector("[data-extend]");
    extend.hidden = !warning.dataset.extendUrl;
    extend.addEventListener("click", async () => {
      try {
        const reply = await post(warning.dataset.extendUrl);
        if (reply.ok && !reply.redirected) noteEnd((await reply.json()).ends); else noteEnd(1);
      } catch { /* no connection: the warning stays */ }
    });
    watch();
  }
})();
