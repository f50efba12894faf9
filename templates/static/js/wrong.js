// A form that comes back opens at what is wrong in it, on every page and on those of the curators.

/** To the first such field that is shown, if any: what is said beside it is seen and heard at once. A page that has
 *  just been loaded opens no screen's keyboard by it; a part that comes into one does, and has `focusOn` for `focus`. */
export function goToWrong(part, focus = (field) => field.focus()) {
  const all = part.querySelectorAll?.("form[method=post] [aria-invalid=true]") ?? [];
  const invalid = [...all].find((each) => each.getClientRects().length);
  if (invalid) focus(invalid);
  invalid?.closest(".field")?.scrollIntoView({ block: "nearest" });
  return Boolean(invalid);
}

goToWrong(document);
// The admin has hidden by then what is in other tabs, and the keyboard with it.
addEventListener("load", () => {
  if (document.activeElement === document.body) goToWrong(document);
});
