// Entering ticks from paper: up and down move between people, a digit marks. Only while the focus is in the
// table, so that no key does anything by surprise. Without this file one ticks with Tab, arrows and the mouse.
"use strict";

const table = document.getElementById("attendance");
const MARKS = { 1: "present", 2: "absent", 3: "excused", 0: "unmarked" };

function move(cell, step) {
  let row = cell.parentElement;
  row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  const next = row && row.cells[cell.cellIndex];
  if (next) (next.querySelector("input:checked") || next.querySelector("input[type=radio]")).focus();
}

if (table) {
  document.getElementById("keys").hidden = false;
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault(); // a radio button would change its mark instead
      move(cell, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key in MARKS) {
      event.preventDefault();
      const mark = cell.querySelector(`input[value="${MARKS[event.key]}"][type=radio]`);
      mark.checked = true;
      mark.focus();
    }
  });
}
