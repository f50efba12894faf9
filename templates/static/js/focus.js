// Where the keyboard goes by itself. After a tap, no field to type into gets it: the screen's own keyboard would open
// unasked, over what the tap was for.

const TYPED = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file], [type=date], [type=time])";
let byTouch = !matchMedia("(pointer: fine)").matches;

addEventListener("pointerdown", ({ pointerType }) => (byTouch = pointerType !== "mouse"), true);

/** To `control`; after a tap, in place of a field to type into, to what is `around` it. */
export function focusOn(control, around = null) {
  if (!control) return;
  if (!byTouch || control === document.activeElement || !control.matches(TYPED)) {
    control.focus();
    return;
  }
  // No label: some browsers hand on what it gets.
  const part = around ?? control.closest("div.field, form");
  if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus({ preventScroll: part.id === "main" });
}
