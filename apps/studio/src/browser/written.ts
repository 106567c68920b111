const BEFORE = "justesse.written."

/** What somebody wrote in this tab about something and did not send; "" for nothing, and where the browser keeps nothing. */
export function readWritten(person: number, about: string): string {
  try {
    return sessionStorage.getItem(`${BEFORE}${person}.${about}`) ?? ""
  } catch {
    return ""
  }
}

/** Keeps what is being written until the tab is closed or somebody signs out; "" once it was sent. */
export function keepWritten(person: number, about: string, text: string): void {
  const key = `${BEFORE}${person}.${about}`
  try {
    if (text === "") sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // It is lost with the page, as where nothing is kept.
  }
}

/** Whoever signs out leaves nothing that they wrote. */
export function forgetWritten(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(BEFORE)) sessionStorage.removeItem(key)
  } catch {
    // Nothing was kept.
  }
}
