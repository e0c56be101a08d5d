// In a frame of the Airflow UI: take over its light or dark, and open links that leave these pages in the UI itself,
// since the frame is not allowed to.
(() => {
  let ui;
  try {
    ui = window.parent === window ? null : window.parent.document;
  } catch {
    ui = null;
  }
  if (!ui) return;
  const follow = () => {
    document.documentElement.dataset.theme = ui.documentElement.classList.contains("dark") ? "dark" : "light";
  };
  follow();
  new MutationObserver(follow).observe(ui.documentElement, { attributes: true, attributeFilter: ["class"] });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-outside]");
    if (!link) return;
    event.preventDefault();
    const twin = ui.createElement("a");
    twin.href = link.href;
    twin.target = link.dataset.outside === "new" ? "_blank" : "_self";
    twin.rel = "noopener";
    ui.body.append(twin);
    twin.click();
    twin.remove();
  });
})();
