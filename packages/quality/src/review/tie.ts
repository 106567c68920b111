import { type Candidate, canonicalJson, type Disagreement, isSameShape, type Region } from "@justesse/types"
import { textKey } from "../consensus/likeness.ts"

/** Shares this close weigh the same: they are sums of floating-point numbers. */
const EQUAL = 1e-9

/** So many readings of one text are voted on word by word; fewer can only stand against each other. */
const VOTED_READINGS = 3

type Having = Candidate & { readonly region: Region }

/**
 * True where the votes on a difference favour no answer: as much weight says that something is there as that nothing is, or two labels,
 * texts, values of an attribute or outlines have the same weight. What the consensus would propose is a toss of a coin then:
 * nothing is proposed, nothing is settled by it, and a person decides.
 *
 * Boxes at different places are no tie: the middle of them is an answer of its own, and closer than either. Nor are several
 * readings whose words outvote each other one by one, nor what is there without anybody saying otherwise.
 */
export function isTied(disagreement: Disagreement): boolean {
  // What is known of the people parts them where their number does not.
  if (disagreement.by === "habits") return false
  const [there, absent] = [true, false].map((has) =>
    weightOf(disagreement.candidates.filter(({ region }) => (region !== null) === has)),
  ) as [number, number]
  if (there > 0 && areEqual(there, absent)) return true
  return disagreement.proposal !== null && isMergeTied(disagreement)
}

/** True where those who have something there are divided evenly over what it is: one region of all of theirs would be a toss of a coin. */
export function isMergeTied(disagreement: Disagreement): boolean {
  const having = disagreement.candidates.filter((one): one is Having => one.region !== null && one.share > 0)
  const [label, ...others] = leaders(having, ({ region }) => region.label)
  if (label === undefined) return false
  if (others.length > 0) return true
  // One segment or two: between them there is none.
  if (leaders(having, ({ pieces }) => `${pieces?.length ?? 1}`).length > 1 && having.some(({ pieces }) => pieces))
    return true
  return (
    areAttributesTied(having.filter(({ region }) => region.label === label)) ||
    areValuesTied(having, disagreement) ||
    isTextTied(having, disagreement) ||
    isLineTied(having, disagreement)
  )
}

/** Each attribute is voted on by itself, among those who gave the label that leads. */
function areAttributesTied(having: readonly Having[]): boolean {
  const ids = new Set(having.flatMap(({ region }) => Object.keys(region.attributes ?? {})))
  return [...ids].some((id) => {
    const valueOf = ({ region }: Having) => Object.entries(region.attributes ?? {}).find(([one]) => one === id)?.[1]
    return leaders(having, (one) => canonicalJson(valueOf(one) ?? null)).length > 1
  })
}

/**
 * What as many people answer to a question as answer otherwise; unless what is proposed lies between them, as the middle of two numbers
 * does, and is an answer of its own.
 */
function areValuesTied(having: readonly Having[], { proposal }: Disagreement): boolean {
  const valueOf = (region: Region | null) => canonicalJson(region?.value ?? null)
  if (proposal?.value === undefined || leaders(having, ({ region }) => valueOf(region)).length < 2) return false
  return having.some(({ region }) => valueOf(region) === valueOf(proposal))
}

/** Everybody's reading counts, also under another label. Of places and attributes that differ the texts are the same. */
function isTextTied(having: readonly Having[], { kind, doubt, confidence }: Disagreement): boolean {
  if (kind === "place" || kind === "attribute") return false
  const read = having.filter(({ region }) => region.transcript)
  const keyOf = ({ region }: Having) => textKey(region, "exact")
  const [first, ...others] = leaders(read, keyOf)
  if (first === undefined || others.length === 0) return false
  const texts = new Set(read.map(keyOf)).size
  const readings = read.reduce((sum, { letters }) => sum + letters.length, 0)
  if (readings < VOTED_READINGS || texts === 2) return true
  // Word by word: somewhere no word has more than half of the weight, or no vote is known that would part them.
  const words = doubt ?? []
  const most = weightOf(read.filter((one) => keyOf(one) === first))
  return words.length > 0 ? words.some(({ posterior }) => posterior <= 0.5) : confidence <= most + EQUAL
}

/** Two outlines too far apart for a line between them: one of the two would be taken as it is. */
function isLineTied(having: readonly Having[], { kind, proposal }: Disagreement): boolean {
  const [p, q, ...more] = having
  if (kind !== "place" || !proposal || !p || !q || more.length > 0 || !areEqual(p.share, q.share)) return false
  const [first, second] = [p.region.geometry, q.region.geometry]
  // Of two kinds of shape the one that says more of the line is taken by rule.
  if (first.type !== second.type) return false
  return [first, second].some((geometry) => isSameShape(geometry, proposal.geometry))
}

/** What most weight is behind: several where they have the same. */
function leaders(candidates: readonly Having[], keyOf: (candidate: Having) => string): string[] {
  const weights = new Map<string, number>()
  for (const one of candidates) weights.set(keyOf(one), (weights.get(keyOf(one)) ?? 0) + one.share)
  const most = Math.max(...weights.values())
  return [...weights].filter(([, weight]) => areEqual(weight, most)).map(([key]) => key)
}

function weightOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { share }) => sum + share, 0)
}

function areEqual(a: number, b: number): boolean {
  return Math.abs(a - b) < EQUAL
}
