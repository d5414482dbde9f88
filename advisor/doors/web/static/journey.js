// What a page does better with scripts: the place to read on after a swap, the browser's own way back, all of it in print.
"use strict";
(() => {
  const focusOn = () => {
    const error = document.querySelector('[aria-invalid="true"]');
    const wanted = error ?? document.querySelector("#main [autofocus]") ?? document.querySelector("#main h1");
    if (!wanted) return;
    if (wanted.matches("fieldset")) wanted.tabIndex = -1;
    window.scrollTo(0, 0);
    wanted.focus({ preventScroll: wanted.matches("h1") });
  };
  const whole = (event) => event.detail?.ctx?.target?.id === "main";
  let depth = 0;
  document.addEventListener("htmx:after:swap", (event) => {
    if (!whole(event)) return;
    focusOn();
    if (!returning) {
      depth += 1;
      history.pushState({ depth }, "");
    }
    returning = false;
  });
  let returning = false;
  window.addEventListener("popstate", () => {
    const back = document.getElementById("back");
    if (!back) return;
    returning = true;
    back.click();
  });
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    for (const one of unfolded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
})();
