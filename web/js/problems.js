// Moves the focus to the list of problems, or to what somebody else changed, when a form comes back, so that nobody
// has to look for it.
export function focusProblems() {
  document.querySelector(".errs, .conflict")?.focus();
}
