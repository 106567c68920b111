import { sawUntil } from "./hand.ts"

/** The furthest moment that was played without a gap of its own behind it, in milliseconds. */
function playedUntil(played: Pick<TimeRanges, "length" | "end">): number {
  let until = 0
  for (let at = 0; at < played.length; at++) until = Math.max(until, played.end(at))
  return Math.round(until * 1_000)
}

/** A moment as it is read: `0:07`, `1:02:03`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, "0")
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

const SPEEDS = [1, 1.25, 1.5, 2, 0.5, 0.75] as const

/** The speed after this one; behind the last the first again. */
export function nextSpeed(speed: number): number {
  const at = SPEEDS.findIndex((one) => one === speed)
  return SPEEDS[(at + 1) % SPEEDS.length] ?? 1
}

/** Follows how far an element was played. Returns what ends it. */
export function followPlayed(element: HTMLMediaElement, of: string): () => void {
  const note = () => sawUntil(of, playedUntil(element.played))
  const events = ["timeupdate", "pause", "ended", "seeking"] as const
  for (const event of events) element.addEventListener(event, note)
  return () => {
    for (const event of events) element.removeEventListener(event, note)
  }
}

/** What browsers tell of the sound of a video, each in its own way. */
interface Heard {
  readonly currentTime: number
  readonly mozHasAudio?: boolean
  readonly audioTracks?: { readonly length: number }
  readonly webkitAudioDecodedByteCount?: number
}

/** Seconds of a video after which a browser has decoded some of its sound, where there is any. */
const HEARD_BY_S = 0.5

/** Whether a video has no sound at all, as far as this browser can tell by now: false where it cannot. */
export function isSilent({
  currentTime,
  mozHasAudio,
  audioTracks,
  webkitAudioDecodedByteCount: bytes,
}: Heard): boolean {
  if (mozHasAudio !== undefined) return !mozHasAudio
  if (audioTracks !== undefined) return audioTracks.length === 0
  return bytes === 0 && currentTime >= HEARD_BY_S
}
