// Hides a question that another answer makes needless. Without script it stands there with the words that say when.
export function conditionalFields() {
  for (const part of document.querySelectorAll("[data-when]")) {
    const form = part.closest("form");
    const words = part.querySelector("[data-when-words]");
    if (words) words.hidden = true;
    const show = () => {
      const chosen = new FormData(form).get(part.dataset.when);
      part.hidden = chosen !== part.dataset.is;
    };
    form.addEventListener("change", show);
    show();
  }
}
