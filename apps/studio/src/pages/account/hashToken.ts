/** The secret of a link stands after `#`, so that it reaches no server log and no referrer. */
export function hashToken(): string {
  return decodeURIComponent(window.location.hash.replace(/^#/, ""))
}
