import type { LabelResult } from "./aggregate.ts"
import { f64, i32 } from "./arrays.ts"
import { logSigmoid } from "./glad.ts"
import type { Votes } from "./votes.ts"

/** Why a task has the answer it has. */
interface AnswerReasons {
  /** The answer, and the class that came nearest to it; −1 where there is none. */
  readonly answer: number
  readonly against: number
  /** `log_odds`: contributions and prior add up to log P(answer)/P(against). `weight`: they add up to a lead in votes. */
  readonly unit: "log_odds" | "weight"
  /** What was believed before any vote: log odds of the two classes (0 for weights). */
  readonly prior: number
  /** One for each vote, in the order of the votes: for the answer above 0, against it below. */
  readonly votes: readonly VoteReason[]
  /** How many people's worth of average votes stand behind the answer: (Σ|x|)² / Σx²; 0 without votes. */
  readonly effectiveVotes: number
}

/** What one vote did. */
interface VoteReason {
  readonly person: number
  readonly label: number
  readonly contribution: number
}

/**
 * Each vote's contribution to the answer of one task, against the class that came second, so that a person who was
 * outvoted can see what outweighed them. Gold changes the answer, not the contributions.
 */
export function answerReasons(votes: Votes, result: LabelResult, task: number): AnswerReasons {
  const K = votes.classes
  const answer = i32(result.answer, task)
  const unit = result.evidence.kind === "weights" ? "weight" : "log_odds"
  if (answer < 0) return { answer, against: -1, unit, prior: 0, votes: [], effectiveVotes: 0 }
  const against = second(result.posterior.subarray(task * K, task * K + K), answer)
  const list: VoteReason[] = []
  for (let i = i32(votes.offsets, task); i < i32(votes.offsets, task + 1); i++) {
    const [person, label] = [i32(votes.person, i), i32(votes.label, i)]
    const contribution = against < 0 ? 0 : contributionOf(result, K, { task, person, label, answer, against })
    list.push({ person, label, contribution })
  }
  return {
    answer,
    against,
    unit,
    prior: priorOf(result, answer, against),
    votes: list,
    effectiveVotes: effective(list),
  }
}

function second(row: Float64Array, answer: number): number {
  let best = -1
  for (let c = 0; c < row.length; c++) if (c !== answer && (best < 0 || f64(row, c) > f64(row, best))) best = c
  return best
}

interface Vote {
  readonly task: number
  readonly person: number
  readonly label: number
  readonly answer: number
  readonly against: number
}

function contributionOf({ evidence }: LabelResult, K: number, vote: Vote): number {
  const { task, person, label, answer, against } = vote
  if (evidence.kind === "confusions") {
    const row = (person * K + label) * K
    return f64(evidence.logConfusion, row + answer) - f64(evidence.logConfusion, row + against)
  }
  const side = label === answer ? 1 : label === against ? -1 : 0
  if (evidence.kind === "weights") return side * f64(evidence.weight, person)
  const x = f64(evidence.ability, person) * f64(evidence.ease, task)
  return side * (logSigmoid(x) - logSigmoid(-x) + Math.log(Math.max(1, K - 1)))
}

function priorOf({ evidence }: LabelResult, answer: number, against: number): number {
  if (evidence.kind === "weights" || against < 0) return 0
  return f64(evidence.logPrior, answer) - f64(evidence.logPrior, against)
}

function effective(list: readonly VoteReason[]): number {
  const sum = list.reduce((total, { contribution }) => total + Math.abs(contribution), 0)
  const squares = list.reduce((total, { contribution }) => total + contribution ** 2, 0)
  return squares === 0 ? 0 : sum ** 2 / squares
}
