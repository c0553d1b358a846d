// The door, quicker: a tap changes its own row, and typing narrows the list. Without this file every tap
// and every search is a page.
"use strict";

const guests = document.getElementById("guests");
const box = document.getElementById("q");
const missing = document.querySelector("input[name=missing]");
const found = document.getElementById("found");

guests.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button || button.name !== "tap") return;
  event.preventDefault();
  const row = button.closest("li");
  const data = new FormData(guests, button);
  row.querySelectorAll("button").forEach((each) => { each.disabled = true; }); // after FormData took the button
  const answer = await fetch(guests.action, {
    method: "POST", body: data, headers: { "X-Requested-With": "door" }, credentials: "same-origin",
  }).catch(() => null);
  if (answer && answer.ok && !answer.redirected) {
    const said = await answer.json();
    document.getElementById("counts").innerHTML = said.counts;
    if (said.row) {
      const holder = document.createElement("ul");
      holder.innerHTML = said.row;
      const fresh = holder.firstElementChild;
      row.replaceWith(fresh);
      fresh.focus({ preventScroll: true });
    }
    found.textContent = said.said;
  } else if (answer) {
    location.reload(); // signed out, or no right any more: the page itself says what it is
  } else {
    row.querySelectorAll("button").forEach((each) => { each.disabled = false; });
    found.textContent = guests.dataset.offline;
  }
});

// The folding of portal/search/folding.py as far as a keyboard needs it; the server finds the rest.
function fold(text) {
  return text.normalize("NFKC").toLowerCase()
    .replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60))
    .replace(/[\s・ー\-,.'’、。]/g, "");
}

function narrow() {
  const wanted = fold(box.value);
  const isKana = /^[ぁ-ゖ0-9]*$/.test(wanted);
  if (!isKana) return; // 漢字: by the button
  const part = /^[0-9]+$/.test(wanted) ? wanted.slice(-4) : wanted;
  let shown = 0;
  guests.querySelectorAll("li.guest").forEach((row) => {
    const fits = row.dataset.find.includes(part);
    row.hidden = !fits;
    if (fits) shown += 1;
  });
  guests.querySelectorAll("section").forEach((group) => {
    group.hidden = !group.querySelector("li.guest:not([hidden])");
  });
  found.textContent = wanted ? `${shown}人` : "";
}

if (!new URLSearchParams(location.search).get("q")) box.addEventListener("input", narrow);
// Asked of the server: another door may have marked people whom this page still shows as missing.
missing.addEventListener("change", () => missing.form.requestSubmit());
