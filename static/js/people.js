// Rows of people in a report: while a name is typed, whom it may be; choosing fills in the row. A typed name is enough.
"use strict";

(() => {
  const QUIET = 300; // milliseconds
  const SHORTEST = 2;

  const watch = (input) => {
    const list = document.getElementById(input.dataset.found);
    const key = document.getElementById(input.dataset.key);
    const url = input.dataset.people;
    let timer = null;
    let asked = 0;

    const mark = () => input.classList.toggle("is-chosen", Boolean(key.value));
    const close = () => { list.replaceChildren(); };
    const choose = (button) => {
      key.value = button.dataset.key;
      input.value = button.dataset.name;
      close();
      mark();
      input.focus();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const ask = async () => {
      const words = input.value.trim();
      const number = ++asked;
      if (words.length < SHORTEST) { close(); return; }
      const query = new URLSearchParams({ side: input.dataset.side, q: words });
      try {
        const reply = await fetch(`${url}?${query}`, {
          credentials: "same-origin", redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (!reply.ok || number !== asked) return;
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        list.replaceChildren(...page.body.childNodes);
        list.scrollIntoView({ block: "nearest" });
      } catch { /* no connection: a typed name is enough */ }
    };

    input.addEventListener("input", () => {
      key.value = "";
      mark();
      clearTimeout(timer);
      timer = setTimeout(ask, QUIET);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.childNodes.length) { event.stopPropagation(); close(); }
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-key]");
      if (button) choose(button);
    });
    mark();
  };

  document.querySelectorAll("input[data-people]").forEach(watch);
})();
