import { type Seeded, seeded } from "../agreement/seeded.ts"
import type { Recording } from "../sound/consensus.ts"
import { compareSegments, type Segment } from "../sound/segments.ts"

/** Somebody who transcribes recordings, with each kind of error. */
export interface Listener {
  readonly person: string
  /** Spread of each edge, and how much later than it is they begin and end, in milliseconds. */
  readonly spreadMs: number
  readonly startMs: number
  readonly endMs: number
  /** Probability, for each word, of hearing another, leaving it out, and adding one. */
  readonly mishears: number
  readonly leavesOut: number
  readonly adds: number
  /** Probability, for each segment, of missing it, of giving it to another speaker, of cutting it in two. */
  readonly misses: number
  readonly confuses: number
  readonly cuts: number
}

/** Recordings as they are, and as listeners heard them. */
interface Heard {
  readonly truth: ReadonlyMap<string, readonly Segment[]>
  readonly recordings: readonly Recording[]
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz"
const pick = (dice: Seeded, below: number) => Math.floor(dice() * below)

/** About normal, from the middle of twelve draws. */
const normal = (dice: Seeded) => Array.from({ length: 12 }, () => dice()).reduce((sum, one) => sum + one, -6)

/** `count` recordings of 2 or 3 speakers, `segments` segments each, one in six begun while another still speaks. */
export function recordingsHeard(listeners: readonly Listener[], count: number, segments: number, seed: number): Heard {
  const dice = seeded(seed)
  const vocabulary = Array.from({ length: 500 }, () =>
    Array.from({ length: 2 + pick(dice, 7) }, () => LETTERS.charAt(pick(dice, 26))).join(""),
  )
  const truth = new Map<string, Segment[]>()
  const recordings = Array.from({ length: count }, (_, n): Recording => {
    const task = `recording ${n + 1}`
    const said = dialogue(dice, vocabulary, segments)
    truth.set(task, said)
    return { task, answers: listeners.map((one) => ({ person: one.person, segments: heardBy(one, said, dice) })) }
  })
  return { truth, recordings }
}

function dialogue(dice: Seeded, vocabulary: readonly string[], count: number): Segment[] {
  const speakers = 2 + pick(dice, 2)
  const said: Segment[] = []
  const free = new Float64Array(speakers)
  let at = 500
  let speaker = 0
  for (let n = 0; n < count; n++) {
    // The same one goes on after a breath, in one of four.
    if (dice() >= 0.25) speaker = (speaker + 1 + pick(dice, speakers - 1)) % speakers
    const startMs = Math.max(at, free[speaker] ?? 0)
    const words = Array.from({ length: 2 + pick(dice, 14) }, () => vocabulary[pick(dice, vocabulary.length)] ?? "")
    const endMs = startMs + words.length * (220 + pick(dice, 160))
    said.push({ startMs, endMs, speaker: `S${speaker + 1}`, text: words.join(" ") })
    free[speaker] = endMs + 350
    at = dice() < 1 / 6 ? Math.max(startMs + 300, endMs - 900) : endMs + 350 + pick(dice, 1_500)
  }
  return said.sort(compareSegments)
}

function heardBy(one: Listener, said: readonly Segment[], dice: Seeded): Segment[] {
  const speakers = [...new Set(said.map(({ speaker }) => speaker))]
  // Everybody calls speakers as they like.
  const names = new Map(
    speakers.map((speaker, i) => [
      speaker,
      `${one.person} ${String.fromCharCode(65 + ((i + one.person.length) % speakers.length))}`,
    ]),
  )
  const heard = said.flatMap((segment): Segment[] => {
    if (dice() < one.misses) return []
    const other = speakers[pick(dice, speakers.length)] ?? segment.speaker
    const speaker = names.get(dice() < one.confuses ? other : segment.speaker) ?? ""
    const words = wordsHeard(one, segment.text.split(" "), dice)
    const startMs = Math.max(0, Math.round(segment.startMs + one.startMs + normal(dice) * one.spreadMs))
    const endMs = Math.max(startMs + 50, Math.round(segment.endMs + one.endMs + normal(dice) * one.spreadMs))
    if (dice() >= one.cuts || words.length < 4) return [{ startMs, endMs, speaker, text: words.join(" ") }]
    const cut = 1 + pick(dice, words.length - 2)
    const atMs = Math.round(startMs + ((endMs - startMs) * cut) / words.length)
    return [
      { startMs, endMs: atMs, speaker, text: words.slice(0, cut).join(" ") },
      { startMs: atMs, endMs, speaker, text: words.slice(cut).join(" ") },
    ]
  })
  return heard.sort(compareSegments)
}

function wordsHeard({ leavesOut, mishears, adds }: Listener, said: readonly string[], dice: Seeded): string[] {
  return said.flatMap((word) => {
    const at = pick(dice, word.length)
    const other = word.slice(0, at) + LETTERS.charAt(pick(dice, 26)) + word.slice(at + 1)
    const own = dice() < leavesOut ? [] : [dice() < mishears ? other : word]
    return dice() < adds ? [...own, LETTERS.charAt(pick(dice, 26))] : own
  })
}
