// Says at once that a chosen file is too large or of a kind that is not taken, and lets go of it. The server says the same.
export function checkFiles() {
  for (const input of document.querySelectorAll("input[type=file][data-most]")) {
    const endings = input.accept.split(",");
    input.addEventListener("change", () => {
      const bad = [...input.files].some((file) => file.size > Number(input.dataset.most) || !endings.some((e) => file.name.toLowerCase().endsWith(e)));
      let line = input.parentElement.querySelector("[data-file-wrong]");
      if (!line) {
        line = Object.assign(document.createElement("p"), { className: "msg", role: "alert" });
        line.dataset.fileWrong = "";
        input.before(line);
      }
      line.textContent = bad ? input.dataset.wrong : "";
      input.setAttribute("aria-invalid", String(bad));
      if (bad) input.value = "";
    });
  }
}
