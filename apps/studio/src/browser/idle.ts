/** Do something when the browser has nothing better to do, at the latest after `timeoutMs`. */
export function whenIdle(act: () => void, timeoutMs: number): void {
  // Safari has no idle callback; a short wait lets the frame in hand finish first.
  if (typeof window.requestIdleCallback === "function") window.requestIdleCallback(act, { timeout: timeoutMs })
  else window.setTimeout(act, Math.min(200, timeoutMs))
}
