// The report's own print button; without it the browser's menu does the same.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
