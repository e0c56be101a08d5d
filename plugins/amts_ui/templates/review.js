// Review by keyboard: the segment that has the focus takes single keys; what is decided is kept without a new page.
(() => {
  const keys = { n: 1, j: 1, p: -1, k: -1 };
  const segments = () => [...document.querySelectorAll("article.segment")];
  const go = (from, step) => {
    const all = segments();
    const to = all[all.indexOf(from) + step];
    if (to) to.focus();
  };
  const press = (segment, answer) => segment.querySelector(`button[value="${answer}"]`)?.click();

  document.addEventListener("keydown", (event) => {
    const segment = event.target.closest?.("article.segment");
    if (event.target.matches?.("textarea, input")) {
      if (segment && event.key === "Escape") segment.focus();
      if (segment && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        press(segment, event.target.name === "comment" ? "" : "edit");
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== segment) {
      if (event.key === "n" && (event.target === document.body || !segment)) segments()[0]?.focus();
      return;
    }
    if (event.key in keys) go(segment, keys[event.key]);
    else if (event.key === "a") press(segment, "accept");
    else if (event.key === "r") press(segment, "reject");
    else if (event.key === "e") segment.querySelector("textarea")?.focus();
    else return;
    event.preventDefault();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.decide");
    if (!form) return;
    event.preventDefault();
    const segment = form.closest("article");
    const problem = form.querySelector(".problem");
    const body = new FormData(form, event.submitter);
    let answer;
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      answer = await response.json();
      if (!response.ok) throw new Error(answer.reason);
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
      return;
    }
    problem.hidden = true;
    form.elements.seen.value = answer.seen;
    segment.querySelector(".decision").textContent = answer.words;
    document.getElementById("left").textContent = answer.left;
    const told = document.getElementById("told");
    told.textContent = `${answer.words}. ${answer.left} left.`;
    told.hidden = false;
    segment.classList.toggle("done", answer.done);
    if (answer.done) go(segment, 1);
    else segment.focus();
  });
})();
