// Comfort on top of a page that works without scripts: what was typed is cleared only after it was
// answered, the newest message is in view, a lost connection is said and the text stays.
"use strict";

const log = document.getElementById("log");
const text = document.getElementById("text");

function tell(message) {
  const place = document.getElementById("notice");
  place.textContent = message;
  place.hidden = !message;
}

function freshIds(root) {
  const id = crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + Math.random();
  root.querySelectorAll('input[name="client_message_id"]').forEach((input) => { input.value = id; });
}

function revealPrint() {
  document.querySelectorAll("button.print").forEach((button) => { button.hidden = false; });
}

function toBottom() {
  // What was said last, with the reply below it, rather than the end of a long reply.
  const said = log.querySelectorAll(".msg.resident");
  const newest = said.length ? said[said.length - 1] : log.lastElementChild;
  if (newest) newest.scrollIntoView({ block: "start", behavior: "auto" });
}

document.body.addEventListener("htmx:configRequest", (event) => {
  // What came since the last message on the page (a reminder, a place that became free) is sent too.
  const shown = log.querySelectorAll(".msg");
  if (shown.length) event.detail.parameters.seen = shown[shown.length - 1].id.slice(1);
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const ok = event.detail.successful;
  if (ok) {
    if (event.detail.elt.id === "composer") { text.value = ""; }
    freshIds(document);
    tell("");
    text.focus({ preventScroll: true });
  }
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  // Errors come as a readable page part of their own; the text stays where it is.
  if (event.detail.xhr.status >= 400) {
    tell(event.detail.xhr.getResponseHeader("X-Message")
      ? decodeURIComponent(event.detail.xhr.getResponseHeader("X-Message"))
      : "没有发送成功，您写的内容还在，请稍后再点一次“发送”。");
  }
});
document.body.addEventListener("htmx:sendError", () => tell("网络断开了，您写的内容还在，请稍后再点一次“发送”。"));
document.body.addEventListener("htmx:timeout", () => tell("等得太久了，您写的内容还在，请再点一次“发送”。"));
document.body.addEventListener("htmx:afterSettle", () => {
  // Buttons of earlier questions would answer the wrong one.
  const replies = log.querySelectorAll(".replies");
  replies.forEach((form, index) => { form.hidden = index < replies.length - 1 && form.closest(".msg") !== log.lastElementChild; });
  revealPrint();
  toBottom();
});
document.body.addEventListener("click", (event) => {
  if (event.target.matches("button.print")) window.print();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (text.value.trim()) text.form.requestSubmit();
  }
});
revealPrint();
toBottom();
