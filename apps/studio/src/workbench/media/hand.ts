import { createStore } from "zustand/vanilla"

/** Milliseconds that one step goes back or on, as where recordings are written down. */
const STEP_MS = 2_000

/** What keys do to what is played or read. */
interface MediaHand {
  /** Plays, or stops; of a text nothing. */
  play(): void
  /** So many milliseconds on; below nought back. */
  step(ms: number): void
  /** A page of a text on or back. */
  page(by: 1 | -1): void
  /** What is seen now, as a picture of this size; empty where nothing is. */
  snapshot(size: { readonly width: number; readonly height: number }): string
  /** The icon of what it is: a text, a recording, a video. */
  readonly sign: "text" | "wave" | "play"
}

/** What is played or read on the page; null while nothing is. */
let hand: MediaHand | null = null

/** Takes the keys for what is shown now. Returns what gives them back. */
export function takeHand(next: MediaHand): () => void {
  hand = next
  return () => {
    if (hand === next) hand = null
  }
}

/** What is seen now of what is played; empty where nothing is. */
export const mediaSnapshot: MediaHand["snapshot"] = (size) => hand?.snapshot(size) ?? ""

/** The icon of what is played or read now; null while it is a picture. */
export const mediaSign = (): MediaHand["sign"] | null => hand?.sign ?? null

const ACTS: Readonly<Record<string, (hand: MediaHand) => void>> = {
  "media.play": (one) => one.play(),
  "media.back": (one) => one.step(-STEP_MS),
  "media.forward": (one) => one.step(STEP_MS),
  "media.further": (one) => one.page(1),
  "media.nearer": (one) => one.page(-1),
}

/** What a command means to what is played or read; false where it is none of these. */
export function runOnMedia(id: string): boolean {
  const act = ACTS[id]
  if (act && hand) act(hand)
  return act !== undefined
}

/** How far what is shown was seen: milliseconds of what is played, a share of a text. */
interface Seen {
  /** Its address: what is remembered is of this one alone. */
  readonly of: string
  readonly until: number
}

/** How far the asset on the page was seen on this visit. Shown to its person alone, and sent nowhere. */
export const seen = createStore<Seen>(() => ({ of: "", until: 0 }))

/** It was seen until there; farther than before counts. */
export function sawUntil(of: string, until: number): void {
  const before = seen.getState()
  if (before.of !== of || until > before.until) seen.setState({ of, until }, true)
}
