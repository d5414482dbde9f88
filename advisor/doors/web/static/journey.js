// What pages do better with scripts: where to read on after a swap, the browser's own way back, all of it in print.
"use strict";
(() => {
  // -- the place to read on --
  const focusOn = (wanted) => {
    if (!wanted) return;
    if (!wanted.matches("input, select, textarea")) wanted.tabIndex = -1;
    wanted.focus();
  };
  const beginning = () => {
    window.scrollTo(0, 0);
    const main = document.getElementById("main");
    focusOn(main.querySelector('[aria-invalid="true"]') ?? main.querySelector("[autofocus]") ?? main.querySelector("h1"));
  };

  // -- the browser's way back, and reloading: what a page carries is kept with its place in this tab's history --
  const carried = () => {
    const form = document.querySelector('#main form:has([name="state"])');
    const question = document.querySelector('#ask [name="question"]')?.value;
    const kept = { action: question ? `change:${question}` : "go" };
    for (const name of ["state", "rulebook", "passed"]) kept[name] = form?.elements[name]?.value ?? "";
    return kept;
  };
  const show = async (kept) => {
    const headers = { Accept: "text/html" };
    const answer = await fetch("/questions", { method: "POST", body: new URLSearchParams(kept), headers }).catch(() => null);
    if (!answer?.ok) return say(document.getElementById("main"));
    const main = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    document.getElementById("main").replaceWith(document.adoptNode(main));
    htmx.process(main);
    history.replaceState(carried(), "");
    beginning();
  };
  const asking = location.pathname === "/questions";
  if (asking && history.state?.action && performance.getEntriesByType("navigation")[0]?.type !== "navigate") show(history.state);
  else if (asking) history.replaceState(carried(), "");
  window.addEventListener("popstate", (event) => {
    if (asking && event.state?.action) show({ ...carried(), action: event.state.action });  // all answers stay
  });

  document.addEventListener("htmx:after:swap", (event) => {
    const { target, sourceElement } = event.detail?.ctx ?? {};
    if (target?.id === "main") {
      beginning();
      if (asking) history.pushState(carried(), "");
    } else if (target?.id && sourceElement?.matches("form")) {
      const part = document.getElementById(target.id);
      focusOn(part?.querySelector(".error") ?? part?.querySelector("h2"));
    }
  });

  // -- what fails: it is said where the person is, and what was written stays --
  const say = (near, words) => {
    document.getElementById("failed")?.remove();
    const note = document.createElement("p");
    note.id = "failed";
    note.className = "note bad";
    note.setAttribute("role", "alert");
    note.textContent = words ?? "This did not work. What you wrote is still here. Please try again in a little while.";
    near?.append(note);
  };
  document.addEventListener("htmx:after:request", (event) => {
    const { response, text, sourceElement } = event.detail?.ctx ?? {};
    if (!response || response.status < 400) return;
    event.preventDefault();
    say(sourceElement, new DOMParser().parseFromString(text, "text/html").querySelector("main p")?.textContent);
  });
  document.addEventListener("htmx:error", (event) => say(event.detail?.ctx?.sourceElement));

  // -- print --
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
