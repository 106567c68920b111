import type { AnnotationBody, Box, DecisionReason } from "@justesse/types"

/** What a mentor's note is about, in the words in which reviewers say why an answer was not kept. */
export type NoteAbout = DecisionReason["code"]

/** What a mentor says stands there instead; each null where the note does not say it. */
export interface RightAsNoted {
  readonly label: string | null
  readonly text: string | null
  readonly place: Box | null
}

/** A note of something that a mentor would change. */
export interface ChangeNoted {
  readonly about: NoteAbout
  readonly region: string | null
  readonly right: RightAsNoted
}

/** What a note has to say is right there, so that it can be counted without a guess. The others say where something is wrong. */
const SAYS: Readonly<Record<NoteAbout, readonly (keyof RightAsNoted)[]>> = {
  label: ["label"],
  text: ["text"],
  spaces: ["text"],
  missed: ["label", "place"],
  ...{ edges: [], attribute: [], extra: [], twice: [], other: [] },
}

/**
 * Why a note cannot be kept as it is: it names no region of the answer though it is about one (what was missed has none), it lacks what
 * is right there, says more than that, or says what the answer says already. Null where it can.
 */
export function whyNotNote({ about, region, right }: ChangeNoted, answer: AnnotationBody) {
  const own = answer.regions.find(({ id }) => id === region)
  if (region !== null && !own) return "no_region" as const
  if (about === "missed" ? region !== null : about !== "other" && !own) return "region" as const
  const says = SAYS[about]
  const isSaid = (of: keyof RightAsNoted) => right[of] !== null
  if ((["label", "text", "place"] as const).some((of) => isSaid(of) !== says.includes(of))) return "right" as const
  if (about === "label" && right.label === own?.label) return "same" as const
  if (right.text !== null && right.text === (own?.transcript?.value ?? "")) return "same" as const
  return null
}

/** An answer that a mentor read whole: everything that they would change is noted. */
interface WholeReading {
  readonly taskId: number
  readonly revision: number
  readonly pairId: number
  readonly atMs: number
}

/** A note as far as it says whether a reading counts. */
interface NoteOfReading extends Omit<WholeReading, "atMs"> {
  readonly isContested: boolean
}

/**
 * Of answers read whole those that count: of each task the one read last, by which whoever mended an answer that was read again is
 * measured as they answered then; and none with a note that its learner sees otherwise, until they agree or the note is taken back.
 */
export function readingsThatCount<T extends WholeReading>(
  readings: readonly T[],
  notes: readonly NoteOfReading[],
): T[] {
  const last = new Map<number, T>()
  for (const one of readings) {
    const known = last.get(one.taskId)
    const isLater =
      !known || one.revision > known.revision || (one.revision === known.revision && one.atMs > known.atMs)
    if (isLater) last.set(one.taskId, one)
  }
  return [...last.values()].filter((one) => !notes.some((note) => note.isContested && isOf(note, one)))
}

/** Whether a note is about an answer as it was read. */
export function isOf(note: Omit<WholeReading, "atMs">, read: Omit<WholeReading, "atMs">): boolean {
  return note.taskId === read.taskId && note.revision === read.revision && note.pairId === read.pairId
}
