import { compareText } from "../consensus/order.ts"
import type { Alignment } from "./align.ts"
import type { TextCorpus } from "./corpus.ts"
import { isSpaceless } from "./tokens.ts"

/** Where in each answer the word of each slot stands: token index at `s * answers.length + k`, -1 for "no word". */
export function positionsOf(corpus: TextCorpus, { answers, slots, votes }: Alignment): Int32Array {
  const columns = answers.length
  const positions = new Int32Array(slots * columns).fill(-1)
  for (let k = 0; k < columns; k++) {
    let token = corpus.tokenStart[answers[k] ?? 0] ?? 0
    for (let at = k; at < votes.length; at += columns) if (votes[at] !== 0) positions[at] = token++
  }
  return positions
}

/**
 * How most people who wrote `word` in the slot at `row` spelled it (case, accents): by weight; then the longer, then the
 * greater in code-unit order.
 */
export function formOf(
  corpus: TextCorpus,
  { votes }: Alignment,
  positions: Int32Array,
  row: number,
  word: number,
  weights: Float64Array,
): string {
  let best = -1
  let most = -1
  for (let k = 0; k < weights.length; k++) {
    if (votes[row + k] !== word) continue
    const form = corpus.tokenForm[positions[row + k] ?? 0] ?? 0
    if (form === best) continue
    let sum = 0
    for (let other = 0; other < weights.length; other++) {
      const token = positions[row + other] ?? -1
      if (token >= 0 && corpus.tokenForm[token] === form && votes[row + other] === word) sum += weights[other] ?? 0
    }
    if (sum > most || (sum === most && longerFirst(corpus.forms[form] ?? "", corpus.forms[best] ?? "") < 0)) {
      best = form
      most = sum
    }
  }
  return corpus.forms[best] ?? ""
}

function longerFirst(a: string, b: string): number {
  return b.length - a.length || compareText(b, a)
}

/** A weighted vote on a few strings; on a tie the longer, then the greater. */
export function voteOn(strings: readonly string[], weights: readonly number[]): string | null {
  let best: string | null = null
  let most = -1
  strings.forEach((candidate) => {
    if (candidate === best) return
    let sum = 0
    strings.forEach((other, k) => {
      if (other === candidate) sum += weights[k] ?? 0
    })
    if (sum > most || (sum === most && best !== null && longerFirst(candidate, best) < 0)) {
      best = candidate
      most = sum
    }
  })
  return best
}

/**
 * The consensus as people would write it. Each word in the form most used for it; between two words what those wrote who
 * had both side by side (blank, comma, line break), or a blank (nothing between letters of scripts without spaces) where
 * nobody had. `forms[s]` is "" in slots where no word won, `winners[s]` is 0.
 */
export function writtenText(
  corpus: TextCorpus,
  alignment: Alignment,
  positions: Int32Array,
  winners: Int32Array,
  forms: readonly string[],
  weights: Float64Array,
): string {
  const columns = alignment.answers.length
  let text = ""
  let before = -1
  for (let s = 0; s <= alignment.slots; s++) {
    if (s < alignment.slots && winners[s] === 0) continue
    const strings: string[] = []
    const backing: number[] = []
    let isSame = true
    for (let k = 0; k < columns; k++) {
      const gap = gapBetween(corpus, alignment, positions, winners, k, before, s)
      if (gap === null) continue
      isSame = isSame && (strings.length === 0 || strings[0] === gap)
      strings.push(gap)
      backing.push(weights[k] ?? 0)
    }
    const isInside = before >= 0 && s < alignment.slots
    const vote = isInside ? voteOnGap : voteOn
    text += (isSame ? strings[0] : vote(strings, backing)) ?? usualGap(forms[before], forms[s])
    text += forms[s] ?? ""
    before = s
  }
  return text.trim()
}

/** Apart or not first (apart on a tie), then how: else "Mr.Smith" could win over "Mr. Smith" and "Mr Smith" together. */
function voteOnGap(strings: readonly string[], weights: readonly number[]): string | null {
  const isApart = strings.map((gap) => /\s/u.test(gap))
  const balance = isApart.reduce((sum, apart, k) => sum + (apart ? 1 : -1) * (weights[k] ?? 0), 0)
  const kept = strings.map((_, k) => k).filter((k) => isApart[k] === balance >= 0)
  return voteOn(
    kept.map((k) => strings[k] ?? ""),
    kept.map((k) => weights[k] ?? 0),
  )
}

function usualGap(before: string | undefined, after: string | undefined): string {
  if (before === undefined || after === undefined) return ""
  return isSpaceless(before) && isSpaceless(after) ? "" : " "
}

/** What column k has between the decided words of two slots; null unless it has both, side by side. */
function gapBetween(
  corpus: TextCorpus,
  { answers, slots, votes }: Alignment,
  positions: Int32Array,
  winners: Int32Array,
  k: number,
  before: number,
  after: number,
): string | null {
  const answer = answers[k] ?? 0
  const columns = answers.length
  const first = corpus.tokenStart[answer] ?? 0
  const end = corpus.tokenStart[answer + 1] ?? 0
  const [from, to] = [before * columns + k, after * columns + k]
  const left = before < 0 ? first - 1 : votes[from] === winners[before] ? (positions[from] ?? -1) : -1
  const right = after >= slots ? end : votes[to] === winners[after] ? (positions[to] ?? -1) : -1
  if ((before >= 0 && left < 0) || right < 0 || right !== left + 1) return null
  return corpus.gaps[corpus.gapOf[right + answer] ?? 0] ?? null
}
