// Every page: keeps the keyboard's place when htmx replaces a part of it.
document.addEventListener("htmx:afterSwap", (event) => {
  const place = event.detail.target.querySelector?.("[data-focus]");
  if (place) place.focus();
});
