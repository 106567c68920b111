import { boxOf, type Candidate, type Disagreement, type Region, regionsOf } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import { boundsOfBoxes } from "../geometry/iou.ts"
import { joinedSegment } from "./cutting.ts"

/** A disagreement in which somebody has segments and everybody else said that nobody speaks. */
type NothingOrThis = Disagreement & { readonly having: Candidate & { readonly region: Region } }

/**
 * Joins the disagreements in which the same people have a segment and everybody else said that nobody speaks in the recording:
 * one question for the recording, whose answer has all of the segments as its pieces. What those people wrote differently
 * stays a disagreement of its own.
 */
export function joinNothingHeard(disagreements: readonly Disagreement[]): Disagreement[] {
  const groups = new Map<string, NothingOrThis[]>()
  for (const one of disagreements) {
    const found = asNothingOrThis(one)
    if (!found) continue
    const letters = found.having.letters.join("")
    groups.set(letters, [...(groups.get(letters) ?? []), found])
  }
  const several = [...groups.values()].filter(({ length }) => length > 1)
  const joined = new Set<string>(several.flatMap((group) => group.map(({ id }) => id)))
  const taken = new Set<string>(disagreements.map(({ id }) => id))
  return [
    ...disagreements.filter(({ id }) => !joined.has(id)),
    ...several.flatMap((group) => joinGroup(group, taken) ?? []),
  ]
}

function asNothingOrThis(one: Disagreement): NothingOrThis | null {
  const [having, ...others] = one.candidates.flatMap((candidate) =>
    candidate.region ? { ...candidate, region: candidate.region } : [],
  )
  return one.kind === "nothing" && having && others.length === 0 ? { ...one, having } : null
}

function joinGroup(group: readonly NothingOrThis[], taken: ReadonlySet<string>): Disagreement | null {
  const [first] = [...group].sort(
    (p, q) => startOf(p.having.region) - startOf(q.having.region) || compareText(p.id, q.id),
  )
  if (!first) return null
  const pieces = group.flatMap(({ having }) => regionsOf(having)).sort(byTime)
  const whole = { ...joinedSegment(pieces), id: first.having.region.id }
  const proposed = group.filter(({ proposal }) => proposal !== null)
  const isProposed = proposed.length * 2 > group.length
  return {
    id: freeId(first.id, taken),
    kind: "nothing",
    place: boundsOfBoxes(pieces.map(boxOf)) ?? first.place,
    candidates: first.candidates.map((one) =>
      one.region ? { letters: one.letters, region: whole, pieces, share: one.share } : one,
    ),
    proposal: isProposed ? whole : null,
    ...(isProposed && { pieces }),
    confidence: Math.min(...group.filter((one) => (one.proposal !== null) === isProposed).map((one) => one.confidence)),
  }
}

/** An id that no disagreement of the task had: what was decided of one segment must not count for all of them. */
function freeId(id: Disagreement["id"], taken: ReadonlySet<string>): Disagreement["id"] {
  const named = (end: string) => `${id.slice(0, LONGEST - end.length)}${end}`
  let free = named("~all")
  for (let n = 2; taken.has(free); n++) free = named(`~all${n}`)
  return free as Disagreement["id"] // 1 to 64 characters, as the one it was made from
}

/** As long as an id may be. */
const LONGEST = 64

const startOf = ({ geometry }: Region) => (geometry.type === "span" ? geometry.startMs : 0)

function byTime(p: Region, q: Region): number {
  return startOf(p) - startOf(q) || compareText(p.id, q.id)
}
