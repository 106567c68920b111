/** A text that this browser keeps under a name; null for none, and where it keeps nothing. */
export function readHere(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Keeps a text under a name beyond this page, or nothing (null). What is not kept (private window, no room) is lost with the page. */
export function keepHere(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
  } catch {
    // Whoever calls does without.
  }
}

/** Under which name this browser keeps what somebody did about decisions without a network. */
export const keptActsKey = (person: number): string => `justesse.authorActs.${person}`
