/** What is heard on each side, left and right; a side that shows a picture has none. */
const sides: (HTMLAudioElement | null)[] = [null, null]
/** The side that was heard last. */
let heard = 0
/** Milliseconds that one step goes back or on, as where recordings are written down. */
const STEP_MS = 2_000

/** Takes the keys of a side for what is heard there. Returns what gives them back. */
export function takeSide(at: number, element: HTMLAudioElement): () => void {
  sides[at] = element
  return () => {
    if (sides[at] === element) sides[at] = null
  }
}

/** Plays a side from where it stands, or stops it; the other one stops, for only one is heard at a time. */
export function playSide(at: number): void {
  const element = sides[at]
  if (!element) return
  for (const other of sides) if (other !== element) other?.pause()
  heard = at
  // A stop before it began is no trouble; what cannot be played says so by its own event.
  if (element.paused) void element.play().catch(() => undefined)
  else element.pause()
}

function stepHeard(ms: number): void {
  const element = sides[heard] ?? sides[1 - heard]
  if (element) element.currentTime = Math.max(0, element.currentTime + ms / 1_000)
}

/** What is heard of a pair, by command. */
export const HEARING: Readonly<Record<string, () => void>> = {
  "media.play": () => playSide(0),
  "pair.playRight": () => playSide(1),
  "media.back": () => stepHeard(-STEP_MS),
  "media.forward": () => stepHeard(STEP_MS),
}
