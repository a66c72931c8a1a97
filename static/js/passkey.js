// Passkeys: logging in, unlocking, showing again that it is you, adding one. Without them the password is there.
// A form with data-passkey sends what the device answers in its field "credential".
"use strict";

(() => {
  const supported = window.isSecureContext && window.webauthnJSON?.supported();

  const fromServer = async (form) => {
    const reply = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (reply.redirected) { location.assign(reply.url); return null; }
    if (!reply.ok) throw new Error(`passkey: ${reply.status}`);
    const data = await reply.json();
    return data.request_options;
  };
  const fromPage = (form) => JSON.parse(form.querySelector("script[type='application/json']").textContent);

  // A new passkey must be able to log in by itself: kept on the device, opened by its owner.
  const forLogin = (options) => {
    options.publicKey.authenticatorSelection = {
      ...options.publicKey.authenticatorSelection,
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    };
    return options;
  };
  const ask = {
    login: async (form) => window.webauthnJSON.get(await fromServer(form)),
    unlock: async (form) => window.webauthnJSON.get(await fromServer(form)),
    authenticate: async (form) => window.webauthnJSON.get(fromPage(form).request_options),
    add: async (form) => window.webauthnJSON.create(forLogin(fromPage(form).creation_options)),
  };

  const noteDevice = (form) => {
    const box = document.getElementById(form.dataset.ownDevice || "");
    if (box) form.elements.own_device.value = box.checked ? "on" : "";
  };
  const send = async (form) => {
    const trouble = form.querySelector("[data-passkey-trouble]");
    if (trouble) trouble.hidden = true;
    try {
      const credential = await ask[form.dataset.passkey](form);
      form.elements.credential.value = JSON.stringify(credential);
      noteDevice(form);
      form.submit();
    } catch {
      if (trouble) trouble.hidden = false;
    }
  };

  if (supported) {
    document.querySelectorAll("form[data-passkey]").forEach((form) => {
      form.hidden = false;
      form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    });
    document.querySelectorAll("[data-passkey-unsupported]").forEach((note) => { note.hidden = true; });
  }

  // The demo: choosing an account fills in the form.
  document.querySelectorAll("[data-fill-login]").forEach((button) => button.addEventListener("click", () => {
    const form = document.getElementById("id_login").form;
    form.elements.login.value = button.dataset.fillLogin;
    form.elements.password.value = button.dataset.fillPassword;
    form.querySelector("button[type=submit]").focus();
  }));
})();
