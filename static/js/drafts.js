// Drafts: a long form with data-draft-url keeps what was typed on the server while typing.
// Texts come from the page: data-draft-saved, data-draft-locked and data-draft-failed on the form.
"use strict";

(() => {
  const QUIET = 2000; // save this long after the last change, in milliseconds
  const LONGEST = 10000; // and never later than this after the first one
  const KEEPALIVE_LIMIT = 60000; // browsers refuse larger bodies while a page is left

  const clock = new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/Amsterdam",
  });

  const keep = (form) => {
    let timer = null;
    let firstChange = 0;
    let flight = null;
    let sent = false;
    const status = document.querySelector("[data-draft-status]");
    const show = (text, isTrouble) => {
      if (!status || !text || status.textContent === text) return;
      status.textContent = text;
      status.classList.toggle("is-trouble", isTrouble);
    };

    const content = () => {
      const data = new FormData(form);
      [...data.entries()].forEach(([name, value]) => { if (value instanceof File) data.delete(name); });
      return new URLSearchParams(data);
    };
    const told = (reply) => {
      const end = reply.headers.get("X-Session-Ends");
      if (end) document.dispatchEvent(new CustomEvent("session:ends", { detail: end }));
      if (reply.ok) { show(`${form.dataset.draftSaved || ""} ${clock.format(new Date())}`.trim(), false); return true; }
      const locked = reply.type === "opaqueredirect" || [401, 403, 423].includes(reply.status);
      show(locked ? form.dataset.draftLocked : form.dataset.draftFailed, true);
      return false;
    };
    const save = async (leaving = false) => {
      clearTimeout(timer);
      timer = null;
      if (!firstChange || sent) return;
      firstChange = 0;
      const data = content();
      flight = new AbortController();
      try {
        const reply = await fetch(form.dataset.draftUrl, {
          method: "POST", body: data, credentials: "same-origin", redirect: "manual", signal: flight.signal,
          keepalive: leaving && data.toString().length < KEEPALIVE_LIMIT,
          headers: { "X-CSRFToken": document.body.dataset.csrf || "", "X-Requested-With": "XMLHttpRequest" },
        });
        if (!told(reply)) changed(LONGEST);
      } catch (error) {
        if (error.name === "AbortError") return;
        show(form.dataset.draftFailed, true);
        changed(LONGEST);
      }
    };
    const changed = (wait = QUIET) => {
      const now = Date.now();
      firstChange ||= now;
      clearTimeout(timer);
      timer = setTimeout(save, Math.max(0, Math.min(wait, firstChange + LONGEST - now)));
    };

    form.addEventListener("input", () => changed());
    form.addEventListener("change", () => changed());
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      sent = true;
      clearTimeout(timer);
      flight?.abort();
    });
    addEventListener("pagehide", () => save(true));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    addEventListener("pageshow", () => { sent = false; });
  };

  document.querySelectorAll("form[data-draft-url]").forEach(keep);
})();
