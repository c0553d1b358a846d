// Leave the page at once: the neutral page takes its place, so that "back" does not lead here again.
// Without this file the same link opens in the ordinary way.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leave]");
  if (!link) return;
  event.preventDefault();
  document.body.hidden = true;
  window.location.replace(link.href);
});
