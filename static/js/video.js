// The player, only after somebody pressed a button or a chapter. Until then the page asks no other server for
// anything; without this file the links lead to YouTube.
"use strict";

const player = document.querySelector("[data-player]");
const play = player.querySelector("[data-play]");
const cover = player.querySelector(".player__cover");

function show(seconds) {
  const address = new URL(player.dataset.player);
  address.searchParams.set("autoplay", "1");
  address.searchParams.set("rel", "0");
  if (seconds > 0) address.searchParams.set("start", String(seconds));
  const frame = document.createElement("iframe");
  frame.title = player.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  // YouTube plays nothing for a page that does not say whose it is (error 153). It learns the host, never the page.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = address.href;
  cover.hidden = true;
  const old = player.querySelector("iframe");
  if (old) old.replaceWith(frame);
  else cover.after(frame);
  frame.focus();
}

play.hidden = false;
play.addEventListener("click", () => show(Number(player.dataset.start)));
for (const chapter of document.querySelectorAll("[data-seconds]")) {
  chapter.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    show(Number(chapter.dataset.seconds));
    player.scrollIntoView({ block: "nearest" });
  });
}
