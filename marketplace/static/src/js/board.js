// The board by keyboard and mouse: arrows walk through the cards, M opens "move to…", dragging fills the same form.

const board = document.querySelector("[data-board]");
const cards = (column) => [...column.querySelectorAll("[data-card]")];
const columns = () => [...board.querySelectorAll("[data-column]")];
const say = (text) => (document.querySelector("[data-board-status]").textContent = text);

// Where the arrow leads: up and down inside a column, left and right to the nearest column that has cards.
function neighbour(card, key) {
  const here = card.closest("[data-column]");
  const row = cards(here).indexOf(card);
  if (key === "ArrowUp" || key === "ArrowDown") return cards(here)[row + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  const all = columns();
  for (let at = all.indexOf(here) + step; all[at]; at += step) {
    const found = cards(all[at]);
    if (found.length) return found[Math.min(row, found.length - 1)];
  }
  return undefined;
}

function onKey(event) {
  const card = event.target.closest("[data-card]");
  if (!card || event.target.closest("select, input, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow")) {
    const next = neighbour(card, event.key);
    if (!next) return;
    event.preventDefault();
    next.querySelector("a").focus();
  } else if (event.key.toLowerCase() === "m" && !document.documentElement.classList.contains("shortcuts-off")) {
    const move = card.querySelector("details.move");
    if (!move) return;
    event.preventDefault();
    move.open = true;
    move.querySelector("select").focus();
  }
}

// Dragging is a second way to fill the card's own form; the server decides as for any other sending.
function dragging() {
  let dragged = null;
  board.querySelectorAll("[data-card]").forEach((card) => (card.draggable = Boolean(card.querySelector("details.move"))));
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    dragged?.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  board.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    columns().forEach((column) => column.classList.remove("is-over"));
    dragged = null;
  });
  board.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-column]");
    columns().forEach((column) => column.classList.toggle("is-over", column === over));
    if (dragged && over) event.preventDefault();
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!dragged || !column || column.contains(dragged)) return;
    event.preventDefault();
    const select = dragged.querySelector("details.move select");
    const option = [...select.options].find((item) => item.dataset.column === column.dataset.column);
    if (!option) return say(board.dataset.refused);
    select.value = option.value;
    select.form.requestSubmit();
  });
}

if (board) {
  board.addEventListener("keydown", onKey);
  dragging();
}
