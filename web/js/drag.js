// Lets points be dragged to another place. What is dropped is posted as the buttons beside it post.
export function dragPoints() {
  const box = document.querySelector("[data-order]");
  if (!box) return;
  let held = null;
  let over = null;
  const mark = (el) => {
    over?.classList.remove("drop");
    over = el;
    over?.classList.add("drop");
  };
  for (const li of box.querySelectorAll("[data-point]")) li.draggable = true;
  box.addEventListener("dragstart", (e) => {
    held = e.target.closest?.("[data-point]");
    e.dataTransfer.effectAllowed = "move";
  });
  box.addEventListener("dragover", (e) => {
    if (!held) return;
    e.preventDefault();
    mark(e.target.closest("[data-point]") ?? e.target.closest(".sec")?.querySelector("[data-section]"));
  });
  box.addEventListener("dragend", () => {
    held = null;
    mark(null);
  });
  box.addEventListener("drop", (e) => {
    if (!held || !over || over === held) return;
    e.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = box.dataset.order;
    const values = { what: "point", key: held.dataset.point, before: over.dataset.point ?? "", section: over.dataset.section ?? "" };
    for (const [name, value] of Object.entries(values)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  });
}
