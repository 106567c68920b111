/** True when a key press belongs to a text field, not to the page. */
export function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !["checkbox", "radio", "range", "button", "submit"].includes(target.type)
}

/** True when the press is a plain letter: no text field, no Ctrl, Alt or Command. */
export function isPlainPress(event: KeyboardEvent): boolean {
  return !typesText(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing
}
