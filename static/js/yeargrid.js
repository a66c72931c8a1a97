// The year plan by keyboard: arrow keys walk over the cells, Enter plans or opens, and so does a click.
(() => {
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const cellsOf = (row) => [...row.querySelectorAll("td[data-week]")];
  const planUrl = (cell) => `${cell.parentElement.dataset.plan}?week=${cell.dataset.week}`;
  let current = null;

  const makeCurrent = (cell, focus) => {
    if (current) current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    if (focus) current.focus();
  };

  rows.forEach((row) => cellsOf(row).forEach((cell) => {
    cell.tabIndex = -1;
    cell.querySelectorAll("a").forEach((link) => { link.tabIndex = -1; });
  }));
  const first = table.querySelector("tbody td.now") || table.querySelector("tbody td[data-week]");
  if (first) makeCurrent(first, false);

  const open = (cell) => {
    const link = cell.querySelector("a");
    window.location.assign(link ? link.href : planUrl(cell));
  };

  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-week]");
    if (cell && !event.target.closest("a")) open(cell);
  });

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td[data-week]");
    if (!cell) return;
    const row = rows.indexOf(cell.parentElement);
    const column = cellsOf(cell.parentElement).indexOf(cell);
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (event.key === "Enter" && event.target === cell) {
      event.preventDefault();
      open(cell);
    } else if (steps[event.key]) {
      event.preventDefault();
      const [down, right] = steps[event.key];
      const target = rows[row + down] && cellsOf(rows[row + down])[column + right];
      if (target) makeCurrent(target, true);
    }
  });

  const now = table.querySelector("thead th.now");
  const scroller = table.closest(".table-scroll");
  if (now && scroller) scroller.scrollLeft = Math.max(0, now.offsetLeft - scroller.clientWidth / 2);
})();
