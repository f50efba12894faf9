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

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  failed.hidden = false;
});
