/** Two reviewers read five answers of whoever asks to review, not knowing whose they are; nobody knows who they are. */
export const PEERS = 2
/** So many answers each of them reads: few enough for a quarter of an hour. */
export const PEER_ITEMS = 5
/** What each of them would have accepted at least, for a recommendation. */
export const PEER_LEAST = 4
/** After so long without an answer somebody else is drawn. */
export const SEAT_MS = 5 * 86_400_000
/** After so long the owner decides on the figures alone: nobody waits for ever. */
export const PEERS_MS = 21 * 86_400_000

/** A number in [0, 1) for each name, the same for the same seed: who drew again would draw alike. */
type Dice = (what: string) => number

/** A final answer that may be drawn. */
interface Drawable {
  readonly key: string
  readonly labels: readonly string[]
  readonly dayMs: number
}

/**
 * Draws five different answers, varied over labels and days: each next one brings most labels that none before it has, then a day that
 * none has, then what the dice say. Null where there are fewer.
 */
export function drawItems<T extends Drawable>(own: readonly T[], dice: Dice): readonly T[] | null {
  const left = new Map(inOrderOf(own, ({ key }) => dice(`item:${key}`)).map((one) => [one.key, one]))
  if (left.size < PEER_ITEMS) return null
  const drawn: T[] = []
  while (drawn.length < PEER_ITEMS) {
    const labels = new Set(drawn.flatMap((one) => one.labels))
    const days = new Set(drawn.map(({ dayMs }) => dayMs))
    const worth = (one: T) =>
      new Set(one.labels.filter((label) => !labels.has(label))).size * 2 + (days.has(one.dayMs) ? 0 : 1)
    const [first, ...rest] = left.values()
    if (!first) return null
    const best = rest.reduce((most, one) => (worth(one) > worth(most) ? one : most), first)
    drawn.push(best)
    left.delete(best.key)
  }
  return drawn
}

function inOrderOf<T>(items: readonly T[], place: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, at: place(item) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Somebody of a project who might read them, as their membership says. */
interface Staffed {
  readonly id: number
  readonly isReviewer: boolean
  readonly isOwner: boolean
  readonly isAway: boolean
}

/**
 * Who may read the answers of a candidate: reviewers who are there, neither the candidate nor somebody who mentors or mentored them, or
 * the other way round. Never an owner: they read who asked, so that to them it would not be blind. By id.
 */
export function listPeers(
  staff: readonly Staffed[],
  { candidateId, nearIds }: { readonly candidateId: number; readonly nearIds: readonly number[] },
): number[] {
  return staff
    .filter(
      ({ id, isReviewer, isOwner, isAway }) =>
        isReviewer && !isOwner && !isAway && id !== candidateId && !nearIds.includes(id),
    )
    .map(({ id }) => id)
    .sort((a, b) => a - b)
}

/** How reading goes on: `done` by both; with too few answers or readers, or too late, the owner decides on the figures alone. */
export type PeersState = "open" | "done" | "few_items" | "too_few" | "late" | "stopped"

/** A place that somebody was drawn for. `gone`: they did not answer in time, are away or handed it on. */
export interface PeerSeat {
  readonly id: number
  readonly personId: number
  readonly state: "asked" | "sent" | "gone"
  readonly dueMs: number
}

/** What follows of what stands now: places that are free again, who is drawn, and whether it is over. */
interface PeersStep {
  readonly gone: readonly number[]
  readonly drawn: readonly number[]
  readonly ends: Exclude<PeersState, "open" | "few_items" | "stopped"> | null
}

/**
 * Steps an open assessment: whoever is late, away or may not read it any more gives their place to somebody who never had one, drawn at
 * random. Where nobody is left, or after three weeks, it is over without a result. What was sent stays.
 */
export function stepPeers(
  { begunMs, seats }: { readonly begunMs: number; readonly seats: readonly PeerSeat[] },
  peers: readonly number[],
  nowMs: number,
  dice: Dice,
): PeersStep {
  const asked = seats.filter(({ state }) => state === "asked")
  const sent = seats.filter(({ state }) => state === "sent").length
  const idsOf = (some: readonly PeerSeat[]) => some.map(({ id }) => id)
  if (sent >= PEERS) return { gone: idsOf(asked), drawn: [], ends: "done" }
  if (nowMs >= begunMs + PEERS_MS) return { gone: idsOf(asked), drawn: [], ends: "late" }
  const gone = asked.filter(({ dueMs, personId }) => dueMs <= nowMs || !peers.includes(personId))
  const need = PEERS - sent - (asked.length - gone.length)
  const free = peers.filter((id) => !seats.some(({ personId }) => personId === id))
  if (free.length < need) return { gone: idsOf(asked), drawn: [], ends: "too_few" }
  const drawn = inOrderOf(free, (id) => dice(`peer:${id}`)).slice(0, need)
  return { gone: idsOf(gone), drawn, ends: null }
}

/** What somebody said of one answer: whether they would have accepted it as it is. Null: its picture is gone, so that nothing is said. */
export type PeerSaid = boolean | null

/** Whether two sheets recommend somebody: each would have accepted four of five at least. Of a picture that is gone nothing speaks against. */
export function recommends(sheets: readonly (readonly PeerSaid[])[]): boolean {
  const isEnough = (sheet: readonly PeerSaid[]) => sheet.filter((said) => said !== false).length >= PEER_LEAST
  return sheets.length === PEERS && sheets.every((sheet) => sheet.length === PEER_ITEMS && isEnough(sheet))
}

/** Why an owner cannot answer yet; null where they can. A program never answers, and nothing is decided past those who still read. */
export function whyNotAnswerYet(state: PeersState | null) {
  return state === "open" ? ("assessing" as const) : null
}
