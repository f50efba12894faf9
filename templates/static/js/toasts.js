// What just happened is said in toasts, here and in the admin: each can be put away, and what has the
// keyboard does not stand below them.

/** A button that takes away what it stands in. */
export function closing(onClose) {
  const button = document.getElementById("toast-close").content.firstElementChild.cloneNode(true);
  if (onClose) button.addEventListener("click", onClose);
  return button;
}

document.addEventListener("click", (event) => {
  const toast = event.target.closest("[data-close]")?.closest(".toast");
  if (!toast) return;
  toast.remove();
  const main = document.getElementById("main");
  main.tabIndex = -1; // in the admin it is another's, and could not have the keyboard
  main.focus({ preventScroll: true });
});

// How much of the page's foot they cover: one may be of several lines, and there may be several.
const notices = document.querySelector(".notices");
if (notices) {
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--toast", `${notices.offsetHeight}px`);
  }).observe(notices);
}
