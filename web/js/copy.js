// Shows a copy button beside texts that can be selected by hand, and says when it is done.
export function copyButtons() {
  if (!navigator.clipboard) return;
  for (const box of document.querySelectorAll("[data-copy]")) {
    const button = box.querySelector("button");
    const text = box.querySelector("[data-copy-text]");
    const said = box.querySelector("[role=status]");
    if (!button || !text) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        if (said) said.textContent = box.dataset.copy;
      } catch {
        getSelection()?.selectAllChildren(text);
      }
    });
  }
}
