import { HEARTBEAT, type HeartbeatBatch, type WorkActivity } from "@justesse/types"

/**
 * How time is counted (work-rules 2.2): a gap between two inputs counts whole up to `graceSeconds`. Of a longer one less and less counts,
 * until at twice the grace only its first `tailSeconds` do: nothing is lost by one second more. Reviewers and readers think longer without
 * touching anything: a shorter grace would miss their work.
 */
const IDLE_RULES: Readonly<Record<WorkActivity, { readonly graceSeconds: number; readonly tailSeconds: number }>> = {
  draw: { graceSeconds: 60, tailSeconds: 15 },
  type: { graceSeconds: 60, tailSeconds: 15 },
  review: { graceSeconds: 120, tailSeconds: 15 },
  read: { graceSeconds: 120, tailSeconds: 15 },
}
const TAIL = 15
/** From so many graces on only the tail of a gap counts. */
const FADED_AT = 2
/** A gap between two touches of which more than its tail counts is shorter than this, whatever is done. */
export const LONGEST_GAP_SECONDS =
  FADED_AT * Math.max(...Object.values(IDLE_RULES).map(({ graceSeconds }) => graceSeconds))

/**
 * Seconds that count of a gap between two inputs, the later input among them.
 * @example
 * countedGap(60, "draw") // 60
 * countedGap(66, "draw") // 55
 * countedGap(150, "draw") // 15
 */
export function countedGap(seconds: number, activity: WorkActivity): number {
  const { graceSeconds, tailSeconds } = IDLE_RULES[activity]
  if (seconds <= graceSeconds) return seconds
  const past = (seconds - graceSeconds) / ((FADED_AT - 1) * graceSeconds)
  return Math.floor(Math.max(tailSeconds, graceSeconds - past * (graceSeconds - tailSeconds)))
}

/** Bits of a second of evidence: something was touched; sound or loading; a long grace applies; the page was seen. */
const INPUT = 1
const BUSY = 2
const LONG = 4
const SEEN = 8

/** Seconds of server time with the same evidence: first second since 1970, how many, and their bits. */
type EvidenceRun = readonly [startSecond: number, seconds: number, bits: number]

/** One page load of a person. Server second = second on its own clock + `offset`. */
interface TabState {
  readonly tab: string
  readonly offset: number
  /** Numbers of batches that were taken, as ranges. */
  readonly seen: readonly (readonly [from: number, to: number])[]
  readonly lastSecond: number
}

/** What is known of a person's last day at work, all tabs and devices together. Plain JSON; grows with changes, not hours. */
export interface ActiveTimeState {
  readonly runs: readonly EvidenceRun[]
  readonly tabs: readonly TabState[]
}

/** The state of somebody who has not worked yet. */
export const NO_ACTIVE_TIME: ActiveTimeState = { runs: [], tabs: [] }

/** Evidence older than this no longer meets new evidence. */
const REMEMBERED_SECONDS = 26 * 3_600
const MOST_TABS = 32
const MOST_RANGES = 200
/** A batch can change what counts at most this far away: a gap and a tail on each side, seen with their own gaps. */
const MARGIN = LONGEST_GAP_SECONDS + 180
const SLOT_MS = 900_000

/** Heartbeats of one person for one leased assignment, as one call brings them. */
export interface HeartbeatInputs {
  readonly batches: readonly HeartbeatBatch[]
  readonly activity: WorkActivity
  /** When the assignment was leased: nothing before it counts. */
  readonly leasedAtMs: number
  readonly receivedAtMs: number
}

/** What a call's heartbeats add, and what to remember. */
export interface Credit {
  readonly state: ActiveTimeState
  /** The batches that were taken in, those that had not come before, without their seconds from before the lease. */
  readonly taken: readonly HeartbeatBatch[]
  /** Newly counted time, >= 0. */
  readonly creditedMs: number
  /** Of pauses that ended with these batches: seconds in sight that were not counted. */
  readonly pausedSeconds: number
  /** The same time by UTC quarter of an hour (`slotMs` is its start), earliest first. */
  readonly slots: readonly { readonly slotMs: number; readonly ms: number }[]
}

/**
 * Counts the active time that heartbeats bring, second by second of server time.
 *
 * Every second counts once per person, however many tabs report it. A batch that was taken is not taken again, and the
 * order of late batches does not matter once a tab is known. Nothing counts before the lease or after the receipt, so
 * all credit of a lease is at most its wall time and 2 s. Seconds with sound or loading count whole while seen; other
 * seen seconds count by the gaps between inputs ({@link countedGap}). More evidence never lowers what was counted.
 *
 * A tab's clock is placed by its first batches. The client begins a new tab name when its clocks part by more than 30 s
 * (the machine slept), so that a pause cannot look like a gap.
 */
export function creditTime(state: ActiveTimeState, inputs: HeartbeatInputs): Credit {
  const receivedSecond = Math.floor(inputs.receivedAtMs / 1_000)
  let { runs } = state
  const tabs = new Map(state.tabs.map((tab) => [tab.tab, tab]))
  const counted: number[] = []
  let pausedSeconds = 0
  const taken: HeartbeatBatch[] = []
  for (const batch of inputs.batches) {
    const known = tabs.get(batch.tab) ?? newTab(batch.tab, inputs.batches, receivedSecond)
    if (known.seen.some(([from, to]) => batch.seq >= from && batch.seq <= to)) continue
    const isAhead = positionOf(batch, receivedSecond + 2) < known.offset
    const offset = isAhead ? positionOf(batch, receivedSecond) : known.offset
    const start = startOf(batch) + offset
    taken.push(cutBefore(batch, Math.floor(inputs.leasedAtMs / 1_000) - start))
    const lastSecond = Math.max(known.lastSecond, start + batch.seconds.length)
    tabs.set(batch.tab, { tab: batch.tab, offset, seen: withNumber(known.seen, batch.seq), lastSecond })
    const bits = evidenceOf(batch.seconds, inputs.activity)
    const added = addEvidence(runs, start, bits, Math.floor(inputs.leasedAtMs / 1_000), receivedSecond)
    runs = added.runs
    counted.push(...added.counted)
    pausedSeconds += added.pausedSeconds
  }
  const horizon = receivedSecond - REMEMBERED_SECONDS
  return {
    state: {
      runs: runs.filter(([start, seconds]) => start + seconds > horizon),
      tabs: [...tabs.values()].sort((a, b) => b.lastSecond - a.lastSecond).slice(0, MOST_TABS),
    },
    taken,
    creditedMs: counted.length * 1_000,
    pausedSeconds,
    slots: slotsOf(counted),
  }
}

/** Seconds that count for certain, earliest first, as [first second since 1970, how many]; the tail behind the last input is left out. */
export function countedRuns({ runs }: ActiveTimeState): (readonly [start: number, seconds: number])[] {
  return runs.filter(([, , bits]) => (bits & (INPUT | BUSY)) !== 0).map(([start, seconds]) => [start, seconds] as const)
}

function startOf(batch: HeartbeatBatch): number {
  return Math.round(batch.monotonicMs / 1_000)
}

/**
 * A batch without its first seconds: what was done before the lease is nobody's to keep. It ends when it ended, so that it is placed and
 * counted as it was; of one that lies before the lease altogether a second stays in which nothing was seen.
 */
function cutBefore(batch: HeartbeatBatch, seconds: number): HeartbeatBatch {
  if (seconds <= 0) return batch
  const cut = Math.min(seconds, batch.seconds.length - 1)
  const kept = seconds > cut ? "0" : batch.seconds.slice(cut)
  return { ...batch, monotonicMs: batch.monotonicMs + cut * 1_000, seconds: kept }
}

/** The offset that would end a batch at `endSecond`. */
function positionOf(batch: HeartbeatBatch, endSecond: number): number {
  return endSecond - startOf(batch) - batch.seconds.length
}

/**
 * A tab's clock is placed so that the one of its batches that waited least ended when it was received, or as long before as it says
 * that it waited. What it says is bounded: nothing counts before the lease or after the receipt, and every second once.
 */
function newTab(tab: string, batches: readonly HeartbeatBatch[], receivedSecond: number): TabState {
  const places = batches
    .filter((batch) => batch.tab === tab)
    .map((batch) => positionOf(batch, receivedSecond - Math.floor((batch.waitedMs ?? 0) / 1_000)))
  return { tab, offset: Math.min(...places), seen: [], lastSecond: 0 }
}

function withNumber(ranges: TabState["seen"], number: number): TabState["seen"] {
  const sorted = [...ranges, [number, number] as const].sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = merged.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged.slice(-MOST_RANGES)
}

/** Evidence bits of a packed batch. Touching what is not seen, and waiting for it, are no work. */
function evidenceOf(seconds: string, activity: WorkActivity): number[] {
  const long = IDLE_RULES[activity].graceSeconds > IDLE_RULES.draw.graceSeconds ? LONG : 0
  return Array.from(seconds, (digit) => {
    const beat = Number.parseInt(digit, 16)
    const hasMedia = (beat & HEARTBEAT.media) !== 0
    const isSeen = hasMedia || (beat & HEARTBEAT.visible) !== 0
    if (!isSeen) return 0
    const isBusy = hasMedia || (beat & HEARTBEAT.wait) !== 0
    return SEEN | (isBusy ? BUSY : 0) | ((beat & HEARTBEAT.input) !== 0 ? INPUT | long : 0)
  })
}

/** Lays new evidence over the old; gives the seconds that count now and did not before. */
function addEvidence(
  runs: readonly EvidenceRun[],
  start: number,
  bits: readonly number[],
  leasedSecond: number,
  receivedSecond: number,
): { runs: readonly EvidenceRun[]; counted: number[]; pausedSeconds: number } {
  const from = start - MARGIN
  const evidence = windowOf(runs, from, bits.length + 2 * MARGIN)
  const before = countingSeconds(evidence)
  bits.forEach((bit, i) => {
    const second = start + i
    const isInside = second >= leasedSecond && second <= receivedSecond
    if (isInside) evidence[i + MARGIN] = (evidence[i + MARGIN] ?? 0) | bit
  })
  const after = countingSeconds(evidence)
  const counted: number[] = []
  after.forEach((counts, i) => {
    // Time before the lease belongs to no assignment: it stays uncounted.
    if (counts && !before[i] && from + i >= leasedSecond) counted.push(from + i)
  })
  const pausedSeconds = countPaused(evidence, after, MARGIN, MARGIN + bits.length)
  fillGaps(evidence)
  return { runs: replaceWindow(runs, from, evidence), counted, pausedSeconds }
}

/** Seconds in sight that do not count, of gaps that an input between two places ended. */
function countPaused(evidence: Uint8Array, counts: Uint8Array, from: number, to: number): number {
  let [last, paused] = [-1, 0]
  evidence.forEach((bits, i) => {
    if (!(bits & INPUT)) return
    if (last >= 0 && i >= from && i < to)
      for (let at = last + 1; at < i; at++) if ((evidence[at] ?? 0) & SEEN && !counts[at]) paused++
    last = i
  })
  return paused
}

function windowOf(runs: readonly EvidenceRun[], from: number, length: number): Uint8Array {
  const evidence = new Uint8Array(length)
  for (const [start, seconds, bits] of runs) {
    const first = Math.max(start, from)
    const last = Math.min(start + seconds, from + length)
    if (last > first) evidence.fill(bits, first - from, last - from)
  }
  return evidence
}

/** By which rule a gap between two seconds with input is measured. */
function ruleOf(evidence: Uint8Array, from: number, to: number): WorkActivity {
  return ((evidence[from] ?? 0) & (evidence[to] ?? 0) & LONG) !== 0 ? "review" : "draw"
}

/** Whether all of a gap between two seconds with input counts. */
function isShortGap(evidence: Uint8Array, from: number, to: number): boolean {
  return to - from <= IDLE_RULES[ruleOf(evidence, from, to)].graceSeconds
}

/** Marks the seconds that count. */
function countingSeconds(evidence: Uint8Array): Uint8Array {
  const counts = new Uint8Array(evidence.length)
  const markSeen = (from: number, to: number) => {
    for (let i = from; i < to; i++) if ((evidence[i] ?? 0) & SEEN) counts[i] = 1
  }
  let last = -1
  evidence.forEach((bits, i) => {
    if (bits & (BUSY | INPUT)) counts[i] = 1
    if (!(bits & INPUT)) return
    if (last >= 0) markSeen(last + 1, Math.min(i, last + 1 + countedGap(i - last, ruleOf(evidence, last, i))))
    last = i
  })
  if (last >= 0) markSeen(last + 1, Math.min(evidence.length, last + 1 + TAIL))
  return counts
}

/**
 * Writes the seen seconds of short gaps as if something had been touched in them. They count already and always will, so
 * nothing changes, except that an hour of steady work becomes one run.
 */
function fillGaps(evidence: Uint8Array): void {
  let last = -1
  const inputs: number[] = []
  evidence.forEach((bits, i) => {
    if (bits & INPUT) inputs.push(i)
  })
  for (const input of inputs) {
    if (last >= 0 && isShortGap(evidence, last, input)) {
      const long = (evidence[last] ?? 0) & (evidence[input] ?? 0) & LONG
      for (let i = last + 1; i < input; i++) {
        const bits = evidence[i] ?? 0
        if (bits & SEEN) evidence[i] = bits | INPUT | long
      }
    }
    last = input
  }
}

function replaceWindow(runs: readonly EvidenceRun[], from: number, evidence: Uint8Array): EvidenceRun[] {
  const to = from + evidence.length
  const pieces: EvidenceRun[] = []
  for (const [start, seconds, bits] of runs) {
    if (start < from) pieces.push([start, Math.min(seconds, from - start), bits])
    if (start + seconds > to) pieces.push([Math.max(start, to), start + seconds - Math.max(start, to), bits])
  }
  for (let i = 0, end = 0; i < evidence.length; i = end) {
    const bits = evidence[i] ?? 0
    for (end = i + 1; end < evidence.length && evidence[end] === bits; end++);
    if (bits) pieces.push([from + i, end - i, bits])
  }
  pieces.sort((a, b) => a[0] - b[0])
  const merged: EvidenceRun[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    const isNext = last && last[0] + last[1] === piece[0] && last[2] === piece[2]
    if (isNext) merged[merged.length - 1] = [last[0], last[1] + piece[1], last[2]]
    else merged.push(piece)
  }
  return merged
}

function slotsOf(seconds: readonly number[]): { slotMs: number; ms: number }[] {
  const slots = new Map<number, number>()
  for (const second of seconds) {
    const slotMs = Math.floor((second * 1_000) / SLOT_MS) * SLOT_MS
    slots.set(slotMs, (slots.get(slotMs) ?? 0) + 1_000)
  }
  return [...slots].map(([slotMs, ms]) => ({ slotMs, ms })).sort((a, b) => a.slotMs - b.slotMs)
}
