// Buttons for what the browser can do; without scripts the page's own words say how.
"use strict";

const printButton = document.getElementById("print");
const shareButton = document.getElementById("share");

printButton.hidden = false;
printButton.addEventListener("click", () => window.print());
if (navigator.share) {
  shareButton.hidden = false;
  shareButton.addEventListener("click", () => {
    navigator.share({ title: document.title, url: location.href }).catch(() => {});
  });
}
