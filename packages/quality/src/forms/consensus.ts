import {
  type AskedField,
  askedAfter,
  type Candidate,
  type Disagreement,
  type DisagreementKind,
  type Field,
  type FieldValue,
  fieldsOf,
  isAnswerTo,
  isSameQuestion,
  type Letter,
  type Region,
  RegionId,
  type ResolveRule,
  valuesOf,
  WHOLE,
  withChoicesOf,
} from "@justesse/types"
import type { ConsensusInput, FinalRegion } from "../consensus/index.ts"
import { lettersFor } from "../consensus/letters.ts"
import { compareText } from "../consensus/order.ts"
import type { ReliableConsensus } from "../project/reliable.ts"
import { formAgreement } from "./agreement.ts"
import { isSameValue } from "./same.ts"
import { opinionsIn, valueTogether } from "./together.ts"

/** One person's answer to one question. */
interface Vote {
  readonly submission: string
  readonly letter: Letter
  readonly value: FieldValue
}

/** One person's form: the questions that were asked, as the form had them under which it was given. */
interface Form {
  readonly submission: string
  readonly letter: Letter
  readonly regions: readonly Region[]
  readonly asked: ReadonlyMap<string, AskedField>
}

/** Everybody who was asked a question: who answered it, and who left it empty. */
interface Asked {
  /** What its answer and its difference are called. */
  readonly id: Region["id"]
  readonly field: AskedField
  readonly votes: readonly Vote[]
  readonly silent: readonly Letter[]
}

/**
 * What several people's forms say together, question by question: one that all who were asked answered the same, as near as the question
 * compares answers, is decided; of one about opinions it is kept who said what; anything else is a difference of its own. Whoever was not
 * asked a question, by their own answer to an earlier one or by the form of their time, has no part in it. An answer keeps the
 * questions it was given under: what is asked no more stays decided where everybody said the same, and is no difference where they did
 * not. The same answers in any order give the same (I11).
 */
export function formConsensus(input: ConsensusInput): ReliableConsensus {
  const { answers, labels = [], forms: earlier = {}, settle, size, letterSeed } = input
  const today = fieldsOf(labels)
  const sorted = [...answers].sort((p, q) => compareText(p.submission, q.submission))
  const letters = lettersFor(
    sorted.map(({ submission }) => submission),
    letterSeed,
  )
  const forms = sorted.map(({ submission, body, form }): Form => {
    const own = form === undefined ? today : fieldsOf(earlier[form] ?? labels)
    const asked = new Map(askedAfter(own, valuesOf(body.regions)).map((one) => [one.id as string, one]))
    return { submission, letter: letters[submission] ?? "A", regions: body.regions, asked }
  })
  const final: FinalRegion[] = []
  const disagreements: Disagreement[] = []
  for (const [at, field] of [...today, ...askedBefore(today, forms)].entries()) {
    const outcome = judge(everybodyAsked(field, idOf(field, at), forms), settle)
    if (outcome && "region" in outcome) final.push(outcome)
    else if (outcome && at < today.length) disagreements.push({ ...outcome, place: { x: 0, y: 0, ...size } })
  }
  const found = {
    settled: final,
    differences: disagreements,
    agreement: formAgreement(
      sorted.map(({ body, form }) => ({ regions: body.regions, ...(form === undefined ? {} : { form }) })),
      { labels, forms: earlier },
      settle,
    ),
    nothingHere: answers.length > 0 && final.length + disagreements.length === 0,
    disputed: disagreements.length > 0,
    letters,
  }
  return { ...found, risk: null, evidence: 0, proposed: [...final, ...disagreements.flatMap(proposedOf(letters))] }
}

/** Questions that some of these people were asked and that nobody is asked today, in an order that no answer's place changes. */
function askedBefore(today: readonly AskedField[], forms: readonly Form[]): AskedField[] {
  const known = new Set<string>(today.map(({ id }) => id))
  const before = new Map<string, AskedField>()
  for (const { asked } of forms)
    for (const [id, one] of asked) if (!known.has(id) && !before.has(id)) before.set(id, one)
  return [...before.values()].sort((a, b) => compareText(a.id, b.id))
}

function everybodyAsked(field: AskedField, id: Region["id"], forms: readonly Form[]): Asked {
  const votes: Vote[] = []
  const silent: Letter[] = []
  const own: Field[] = []
  for (const { submission, letter, regions, asked } of forms) {
    const then = asked.get(field.id)?.field
    if (!then || !isSameQuestion(then, field.field)) continue
    own.push(then)
    const region = regions.find(({ label, value }) => label === field.id && isAnswerTo(then, value))
    if (region?.value === undefined) silent.push(letter)
    else votes.push({ submission, letter, value: region.value })
  }
  return { id, field: { ...field, field: withChoicesOf(field.field, own) }, votes, silent }
}

/** A question is answered once a form: its own name is that of its answer, where that is not too long. */
function idOf({ id }: AskedField, at: number): Region["id"] {
  return RegionId.parse(id.length <= LONGEST_ID ? id : `${id.slice(0, LONGEST_ID - 6)}~${at}`)
}

const LONGEST_ID = 64

function judge(
  { id, field, votes, silent }: Asked,
  rule: ResolveRule,
): FinalRegion | Omit<Disagreement, "place"> | null {
  if (votes.length === 0) return null
  const isSame = (a: FieldValue, b: FieldValue) => isSameValue(field.field, a, b, rule)
  const values = votes.map(({ value }) => value)
  const isOpinion = field.field.compared === "opinion"
  const agree = silent.length === 0 && values.every((a, i) => values.slice(i + 1).every((b) => isSame(a, b)))
  if (isOpinion || agree) {
    const isAlone = votes.length + silent.length === 1
    const value = isOpinion && !isAlone ? opinionsIn(values) : valueTogether(field, values)
    const isOwn = values.every((one) => JSON.stringify(one) === JSON.stringify(value))
    const method = isAlone ? "single" : isOpinion ? "vote" : isOwn ? "agreed" : "median"
    const confidence = isAlone || isOpinion ? null : 1
    const submissions = votes.map(({ submission }) => submission)
    return { region: said({ id, field }, value), provenance: { region: id, method, confidence, submissions } }
  }
  return disagreementOf({ id, field, votes, silent }, isSame)
}

function said({ id, field }: Pick<Asked, "id" | "field">, value: FieldValue): Region {
  return { id, geometry: WHOLE, label: field.id, value }
}

function disagreementOf(
  { id, field, votes, silent }: Asked,
  isSame: (a: FieldValue, b: FieldValue) => boolean,
): Omit<Disagreement, "place"> {
  const total = votes.length + silent.length
  const groups: Vote[][] = []
  for (const vote of votes) {
    const group = groups.find((own) => own.every(({ value }) => isSame(value, vote.value)))
    if (group) group.push(vote)
    else groups.push([vote])
  }
  const candidates = groups.map((group): Candidate => {
    const value = valueTogether(
      field,
      group.map((vote) => vote.value),
    )
    return { letters: lettersOf(group), region: said({ id, field }, value), share: group.length / total }
  })
  if (silent.length > 0) candidates.push({ letters: [...silent].sort(), region: null, share: silent.length / total })
  candidates.sort((p, q) => q.share - p.share)
  const isProposed = votes.length >= silent.length
  const most = valueTogether(
    field,
    votes.map(({ value }) => value),
  )
  const backers = votes.filter(({ value }) => isSame(value, most)).length
  const kind: DisagreementKind = silent.length > 0 ? "one_person" : "attribute"
  return {
    id: id as string as Disagreement["id"], // the same name serves as both: 1 to 64 characters
    kind,
    candidates,
    proposal: isProposed ? said({ id, field }, most) : null,
    confidence: (isProposed ? backers : silent.length) / total,
  }
}

function lettersOf(votes: readonly Vote[]): Letter[] {
  return votes.map(({ letter }) => letter).sort()
}

function proposedOf(letters: Readonly<Record<string, Letter>>): (disagreement: Disagreement) => FinalRegion[] {
  return ({ proposal, confidence, candidates }) => {
    if (!proposal) return []
    const behind = new Set(candidates.flatMap((one) => (one.region ? one.letters : [])))
    const submissions = Object.keys(letters).filter((submission) => behind.has(letters[submission] ?? ""))
    return [{ region: proposal, provenance: { region: proposal.id, method: "vote", confidence, submissions } }]
  }
}
