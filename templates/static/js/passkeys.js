// Buttons for passkeys show where the browser knows them, with the section that is about them alone; a passkey that does not answer is said.
const failed = document.getElementById("passkey_failed");

if (window.PublicKeyCredential) {
  for (const id of ["passkey_login", "passkey_ask", "passkey_add"]) {
    const button = document.getElementById(id);
    if (!button) continue;
    button.hidden = false;
    button.closest("section[hidden]")?.removeAttribute("hidden");
  }
}

// The device makes it before the server reads its name: refused then, it would stay on the device and be of no use.
const tooLong = document.getElementById("name_too_long");
const words = tooLong?.textContent;

document.addEventListener(
  "click",
  (event) => {
    if (!tooLong || event.target.id !== "passkey_add") return;
    const name = document.getElementById("id_name");
    const given = [...name.value.trim()].length;
    tooLong.hidden = given <= Number(tooLong.dataset.most);
    name.setAttribute("aria-invalid", !tooLong.hidden);
    if (tooLong.hidden) return;
    event.stopPropagation();
    tooLong.textContent = words.replace("{given}", given);
    name.setAttribute("aria-describedby", `${name.id}_helptext ${tooLong.id}`);
    name.focus();
  },
  true,
);

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
});
