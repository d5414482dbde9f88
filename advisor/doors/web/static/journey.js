// What pages do better with scripts: where to read on after a swap, the browser's own way back, the parts that are printed.
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

  // -- an advice: its answers are kept with its place in the history, and without the name in its address, after the #,
  // which no browser sends to a server. So Back, reload and a bookmark bring it again. --
  const advising = /^\/advice(\/|$)/.test(location.pathname);
  const packed = (fields) => {
    const kept = new URLSearchParams(fields);
    const { name, id, ...profile } = JSON.parse(kept.get("state")).profile;
    kept.set("state", JSON.stringify({ ...JSON.parse(kept.get("state")), profile }));
    return btoa(kept).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const unpacked = (text) => {
    try {
      const kept = new URLSearchParams(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
      return kept.get("state") ? String(kept) : null;
    } catch {
      return null;
    }
  };
  const keep = () => {
    const fields = String(new URLSearchParams(new FormData(document.getElementById("carry"))));
    history.replaceState({ fields }, "", `${location.pathname}#${packed(fields)}`);
  };
  const again = async (fields) => {
    document.getElementById("waiting").hidden = false;
    const asked = { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/html" } };
    const answer = await fetch(location.pathname, asked).catch(() => null);
    document.getElementById("waiting").hidden = true;
    if (!answer?.ok) return say(document.getElementById("main"), "This address does not bring an advice. Please give your answers again.");
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = made.getElementById("main");
    document.title = made.title;
    document.getElementById("main").replaceWith(document.adoptNode(main));
    htmx.process(main);
    keep();
    beginning();
  };
  if (advising && document.getElementById("carry")) keep();
  else if (advising) {
    const fields = history.state?.fields ?? unpacked(location.hash.slice(1));
    if (fields) again(fields);
  }
  window.addEventListener("hashchange", () => advising && location.reload());  // another address was put in
  document.addEventListener("click", (event) => {
    const link = advising && event.target.closest?.('a[href^="#"]');
    const goal = link && document.getElementById(link.hash.slice(1));
    if (!goal) return;
    event.preventDefault();  // the address stays that of the answers
    for (let one = goal; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    goal.scrollIntoView();
    focusOn(goal);
  });

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
    unfolded = [...document.querySelectorAll("details.printed:not([open])")];
    for (const one of unfolded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of unfolded) one.open = false;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
})();
