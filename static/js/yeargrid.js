// The year plan by keyboard: arrow keys walk over the cells, Enter plans or opens, and so does a click.
(() => {
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const weeks = [...table.tHead.querySelectorAll("th[data-week]")].map((head) => head.dataset.week);
  const cellsOf = (row) => [...row.cells].slice(-weeks.length);
  const planUrl = (cell) => `${cell.parentElement.dataset.plan}?week=${cell.dataset.week}`;
  let current = null;

  const makeCurrent = (cell, focus) => {
    if (current) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    if (focus) current.focus();
  };

  table.setAttribute("role", "grid");
  rows.forEach((row) => cellsOf(row).forEach((cell, column) => {
    cell.dataset.week = weeks[column];
    cell.tabIndex = -1;
    cell.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
  }));
  const first = table.querySelector("tbody td.now") || table.querySelector("tbody td[data-week]");
  if (first) makeCurrent(first, false);

  const open = (cell) => {
    const link = cell.querySelector("a");
    if (link) window.location.assign(link.href);
    else if ("plans" in table.dataset) window.location.assign(planUrl(cell));
  };

  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-week]");
    if (cell && !event.target.closest("a")) open(cell);
  });

  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const targetOf = (cell, key) => {
    const row = rows.indexOf(cell.parentElement);
    const cells = cellsOf(cell.parentElement);
    if (key === "Home") return cells[0];
    if (key === "End") return cells[cells.length - 1];
    const step = STEPS[key];
    return step && rows[row + step[0]] && cellsOf(rows[row + step[0]])[cells.indexOf(cell) + step[1]];
  };

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-week]");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && event.target === cell) {
      event.preventDefault();
      open(cell);
    } else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const target = targetOf(cell, event.key);
      if (target) makeCurrent(target, true);
    }
  });

  // This week stands in view, beside the names.
  const now = table.querySelector("thead th.now");
  const scroller = table.closest(".table-scroll");
  if (now && scroller) scroller.scrollLeft = Math.max(0, now.offsetLeft - scroller.clientWidth * 0.55);

  // The legend filters: what is not chosen goes away. Several may be chosen.
  const chosen = new Set();
  document.querySelectorAll(".legend-item[data-kind]").forEach((item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = item.className;
    button.append(...item.childNodes);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const kind = item.dataset.kind;
      const on = !chosen.delete(kind) && Boolean(chosen.add(kind));
      button.setAttribute("aria-pressed", String(on));
      if (chosen.size) table.dataset.only = [...chosen].join(" ");
      else delete table.dataset.only;
    });
    item.replaceWith(button);
  });
})();
