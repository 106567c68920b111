/** Words that carry what a question is about, in lower case: three letters or digits and more, without the commonest of both languages. */
function wordsOf(text: string): Set<string> {
  const words =
    text
      .toLowerCase()
      .normalize("NFKC")
      .match(/[\p{L}\p{N}]{3,}/gu) ?? []
  return new Set(words.filter((word) => !COMMON.has(word)))
}

const COMMON = new Set(
  "the and for are was this that with what where which when how does should here there not has have can its une les des est que qui dans pour pas sur par avec cette quand comment faut elle ils son ses aux plus".split(
    " ",
  ),
)

/** Share of words that two sets have in common, in [0, 1]; 0 where one is empty. */
function overlapOfWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const word of a) if (b.has(word)) both++
  const all = a.size + b.size - both
  return all === 0 ? 0 : both / all
}

/** From this share on two questions are taken for the same one. */
const SAME_FROM = 0.5

/**
 * Questions that ask the same, as far as their words tell, in groups of two and more: the largest first, each in the order given.
 * Every question is compared with the first of each group alone, so that one far from the first joins no chain.
 */
export function groupSimilar<Q extends { readonly text: string }>(questions: readonly Q[]): Q[][] {
  const groups: { words: Set<string>; members: Q[] }[] = []
  for (const question of questions) {
    const words = wordsOf(question.text)
    const group = groups.find((one) => overlapOfWords(one.words, words) >= SAME_FROM)
    if (group) group.members.push(question)
    else groups.push({ words, members: [question] })
  }
  return groups
    .map(({ members }) => members)
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.length - a.length)
}

/** Of these questions, those that ask the same as `text` does, as far as their words tell. */
export function similarAmong<Q extends { readonly text: string }>(text: string, questions: readonly Q[]): Q[] {
  const words = wordsOf(text)
  return questions.filter((question) => overlapOfWords(words, wordsOf(question.text)) >= SAME_FROM)
}

/** Words that a clause must share with a question to be offered. */
const LEAST_SHARED = 2

/** The clause that may answer a question: it shares most words with it, two at least; null for none. */
export function clauseFor<C extends { readonly title: string; readonly markdown: string }>(
  text: string,
  clauses: readonly C[],
): C | null {
  const asked = wordsOf(text)
  let best: C | null = null
  let most = LEAST_SHARED - 1
  for (const clause of clauses) {
    const says = wordsOf(`${clause.title} ${clause.markdown}`)
    const shared = [...asked].filter((word) => says.has(word)).length
    if (shared > most) {
      best = clause
      most = shared
    }
  }
  return best
}

/** The middle one of some times; null for fewer than `least`. */
export function medianOf(times: readonly number[], least: number): number | null {
  if (times.length < least || times.length === 0) return null
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
