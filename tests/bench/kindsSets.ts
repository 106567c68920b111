import { KINDS } from "@justesse/types"
import { type Vote, votesOf } from "../crowd/sets.ts"

/** How a crowd's votes are put to people, and how a file of them is put to `justesse aggregate`. */
export interface CrowdSet {
  readonly slug: string
  /** Which of the sets on disk. */
  readonly votes: string
  readonly kind: "classification" | "rating" | "verification"
  readonly template: string
  /** So many answers a task has: those with others are left out. */
  readonly each: number
  /** What `justesse aggregate` is called with, besides the kind and the files. */
  readonly words: readonly string[]
  /** What a vote is called in an answer and in the file. */
  readonly answerOf: (label: string) => string
  /** The labels of a project in which these are the votes. */
  readonly ontologyOf: (labels: readonly string[]) => object
}

const COLORS = ["#e69f00", "#56b4e9", "#009e73", "#cc79a7"]
const labelled = (id: string, name: string, at: number) => ({
  ...{ id, name: { en: name, fr: name }, color: COLORS[at % COLORS.length], key: null },
  ...{ hasText: false, attributes: [], retired: false },
})

const byClass = (slug: string, each: number): CrowdSet => ({
  ...{ slug, each, votes: `classification/${slug}`, kind: "classification", template: "sorting", words: [] },
  answerOf: (label) => `c${label}`,
  ontologyOf: (labels) => ({ labels: labels.map((one, at) => labelled(`c${one}`, `c${one}`, at)) }),
})

/** People say whether what a file or a machine proposes is right: 1 is right, 0 is wrong. */
const asChecks = (slug: string, votes: string, each: number): CrowdSet => ({
  ...{ slug, each, votes, kind: "verification", template: "checking", words: [] },
  answerOf: (label) => (label === "1" ? "right" : "wrong"),
  ontologyOf: () => ({
    labels: KINDS.verification.verdicts ?? [],
    answers: { of: "whole", several: false, subjects: [labelled("thing", "thing", 0)] },
  }),
})

/**
 * Grades of emotions in texts, -100 to 100, as the studio says what they come to: the middle one that somebody gave. Ids of labels
 * begin with a digit: a hundred is added.
 */
const emotion: CrowdSet = {
  ...{ slug: "emotion", votes: "ratings/emotion", each: 10, kind: "rating", template: "rating" },
  words: ["--method", "middle"],
  answerOf: (label) => `${Number(label) + 100}`,
  ontologyOf: (labels) => ({
    // "0" and "-0" are one.
    labels: [...new Set(labels.map((one) => Number(one) + 100))]
      .sort((p, q) => p - q)
      .map((id, at) => labelled(`${id}`, `${id}`, at)),
    answers: { of: "whole", several: false },
  }),
}

/**
 * What of the crowds fits which kind: things named (dog, rte, product), numbers on a scale (emotion), and claims that people found
 * right or wrong: whether a text says so (rte) and whether two offers that a machine put together are one product (product).
 */
export const SETS: readonly CrowdSet[] = [
  byClass("dog", 10),
  byClass("rte", 10),
  byClass("product", 3),
  emotion,
  asChecks("claims", "classification/rte", 10),
  asChecks("matches", "classification/product", 3),
]

/** The tasks of a set that have all their answers, those of the same people side by side: so few leases are nobody's. */
export function tasksOf({ votes, each }: CrowdSet, most: number): readonly Vote[][] {
  const byTask = new Map<string, Map<string, Vote>>()
  for (const vote of votesOf(votes)) {
    const own = byTask.get(vote.task) ?? new Map<string, Vote>()
    byTask.set(vote.task, own)
    if (!own.has(vote.person)) own.set(vote.person, vote)
  }
  const peopleOf = (own: readonly Vote[]) =>
    own
      .map(({ person }) => person)
      .sort()
      .join()
  return [...byTask.values()]
    .map((own) => [...own.values()])
    .filter((own) => own.length === each)
    .sort((p, q) => (peopleOf(p) < peopleOf(q) ? -1 : 1))
    .slice(0, most)
}
