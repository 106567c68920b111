import { randomUUID } from "node:crypto"
import type { Dice } from "@justesse/db/testing/dice"
import { answer, answerTo } from "@justesse/db/testing/seed"
import { canonicalJson, type Letter, ProjectSlug, TaskId } from "@justesse/types"
import { type Evidence } from "@justesse/types/decisions/judgement"
import { appRouter } from "../index.ts"
import { type Disputed, line } from "./disputes.ts"
import type { TestPerson } from "./harness.ts"
import { type Judged, REASON } from "./judged.ts"

/** A payload for `decision.propose`, and as whom it is sent. */
interface Payload {
  readonly as: TestPerson | undefined
  /** By a program with a token. */
  readonly byToken?: boolean
  readonly input: unknown
  /** What is wrong with it, alone. */
  readonly what: string
}

/** What the sound proposal of a case says. */
interface Sound {
  readonly project: ProjectSlug
  readonly task: TaskId
  readonly letter: Letter
  readonly revision: number
  readonly reason: "transcript_error"
  readonly clause: string
  readonly evidence: readonly Extract<Evidence, { type: "diff" }>[]
}

/** A project of so many doubted answers, each of which came back as it was after a repair was asked for. */
export async function readyCases(d: Judged, count: number): Promise<{ disputed: Disputed; sound: Sound[] }> {
  const one = (i: number, text: string) => [line(`a${i}`, 20, text)] as const
  const disputed = await d.project(
    Array.from({ length: count }, (_, i) => [one(i, `${i},50`), one(i, `${i}.50`), one(i, `${i},50`)] as const),
  )
  const project = ProjectSlug.parse(disputed.slug)
  const { db, hot } = d.storage
  const tasks = (
    await db.selectFrom("task").select("id").where("project_id", "=", disputed.id).orderBy("id").execute()
  ).map(({ id }) => TaskId.parse(id))
  for (const task of tasks) {
    const { task: shown } = await d.review(0).open({ project, task, kinds: [], labels: [] })
    const letter = letterOf(shown)
    if (!shown || !letter) throw new Error("a disputed task expected")
    await d.review(0).sendBack({ project, task, revision: shown.revision, letter, reason: REASON })
  }
  const own = await db
    .selectFrom("assignment")
    .select(["public_id", "task_id"])
    .where("project_id", "=", disputed.id)
    .where("person_id", "=", d.author().id)
    .execute()
  for (const { public_id } of own) {
    const lease = await hot.takeUp({ publicId: public_id, personId: d.author().id, nowMs: d.h.clock.nowMs })
    const sent = await db
      .selectFrom("submission")
      .select("body")
      .where("project_id", "=", disputed.id)
      .where("task_id", "=", lease.taskId)
      .where("person_id", "=", d.author().id)
      .executeTakeFirstOrThrow()
    await hot.submit(
      answerTo(lease, {
        ...answer(),
        body: sent.body,
        bodySha256: d.h.deps.sha256(sent.body),
        regions: 1,
        nowMs: d.h.clock.nowMs++,
      }),
    )
  }
  await d.h.resolve()
  const sound: Sound[] = []
  for (const task of tasks) {
    const { task: shown } = await d.review(0).open({ project, task, kinds: [], labels: [] })
    const letter = letterOf(shown)
    const disagreement = shown?.differences[0]?.difference
    const mine = disagreement?.candidates.find(({ letters }) => letters.some((other) => other === letter))?.region
    if (!shown || !letter || !disagreement?.proposal || !mine) throw new Error("a disputed task expected")
    const answered = mine.transcript?.value ?? ""
    const expected = disagreement.proposal.transcript?.value ?? ""
    const evidence = [
      { type: "diff" as const, partId: mine.id as string, referenceId: `ref:${disagreement.id}`, answered, expected },
    ]
    sound.push({ project, task, letter, revision: shown.revision, reason: "transcript_error", clause: "1", evidence })
  }
  return { disputed, sound }
}

type Shown = Awaited<ReturnType<ReturnType<Judged["review"]>["open"]>>["task"]

/** The letter of whoever wrote a point. */
function letterOf(shown: Shown): Letter | undefined {
  const candidates = shown?.differences[0]?.difference.candidates ?? []
  return candidates.find(({ region }) => region?.transcript?.value.includes("."))?.letters[0]
}

const without = (input: object, name: string) =>
  Object.fromEntries(Object.entries(input).filter(([key]) => key !== name))

/** Everything by which a sound proposal becomes one that is refused, one thing at a time. */
const FAULTS: readonly {
  readonly what: string
  readonly make: (sound: Sound, d: Judged, dice: Dice) => Omit<Payload, "what">
}[] = [
  ...["project", "task", "letter", "revision", "reason", "clause", "evidence", "act"].map((name) => ({
    what: `without ${name}`,
    make: (sound: Sound, d: Judged) => ({ as: d.reviewers[0], input: without({ ...sound, act: randomUUID() }, name) }),
  })),
  ...[
    ["another reason", { reason: "other" }],
    ["speed as the reason", { reason: "too_slow" }],
    ["a reason that the evidence does not show", { reason: "wrong_label" }],
    ["a thing missing that is there", { reason: "missing_object" }],
    ["empty, though something is said", { reason: "empty_or_random" }],
    ["a clause of no guideline", { clause: "9.9" }],
    ["an empty clause", { clause: "" }],
    ["words as the clause", { clause: "as you know" }],
    ["no evidence", { evidence: [] }],
    ["evidence of no type", { evidence: [{}] }],
    ["a field more", { secondId: 7 }],
    ["a word that rejects", { kind: "reject" }],
    ["a letter of nobody", { letter: "T" }],
    ["no act's id", { act: "1" }],
    ["an older review", { revision: 0 }],
    ["another project", { project: "no-such" }],
    ["no task", { task: 999_999 }],
  ].map(([what, change]) => ({
    what: String(what),
    make: (sound: Sound, d: Judged) => ({
      as: d.reviewers[0],
      input: { ...sound, act: randomUUID(), ...(change as object) },
    }),
  })),
  ...(["partId", "referenceId", "answered", "expected"] as const).map((name) => ({
    what: `other evidence: ${name}`,
    make: (sound: Sound, d: Judged, dice: Dice) => ({
      as: d.reviewers[0],
      input: {
        ...sound,
        act: randomUUID(),
        evidence: sound.evidence.map((one) => ({ ...one, [name]: `${one[name]}${dice.below(10)}` })),
      },
    }),
  })),
  ...(["by a program", "by its author", "by who labels", "by a stranger", "by a visitor"] as const).map((what) => ({
    what,
    make: (sound: Sound, d: Judged) => ({
      as:
        what === "by a program"
          ? d.reviewers[0]
          : what === "by its author"
            ? d.author()
            : what === "by who labels"
              ? d.people[0]
              : undefined,
      byToken: what === "by a program",
      input: { ...sound, act: randomUUID() },
    }),
  })),
]

/** A sound proposal with one thing wrong. */
export function spoil(sound: Sound, d: Judged, dice: Dice): Payload {
  const fault = dice.pick(FAULTS) ?? FAULTS[0]
  if (!fault) throw new Error("no fault is known")
  return { what: fault.what, ...fault.make(sound, d, dice) }
}

const KEYS = [
  "project",
  "task",
  "letter",
  "revision",
  "reason",
  "clause",
  "evidence",
  "act",
  "kind",
  "by",
  "force",
  "second",
]

/** A payload that anybody could make up. */
export function makeUp(sound: Sound, d: Judged, dice: Dice): Payload {
  const values: readonly unknown[] = [
    ...[
      sound.project,
      sound.task,
      sound.letter,
      sound.revision,
      sound.reason,
      sound.clause,
      sound.evidence,
      randomUUID(),
    ],
    ...[
      "reject",
      "fraud",
      "other",
      "",
      null,
      [],
      {},
      -1,
      1.5,
      "2.1",
      [{ type: "region" }],
      [{ type: "gold", goldId: 1 }],
      true,
      "\u0000",
    ],
  ]
  const input = Object.fromEntries(KEYS.filter(() => dice.next() < 0.7).map((key) => [key, dice.pick(values)]))
  return { as: d.reviewers[dice.below(d.reviewers.length)], input, what: "made up" }
}

/** Sends a payload as it is; true where it was stored. */
export async function send(d: Judged, { as, byToken, input }: Payload): Promise<boolean> {
  const context = d.h.contextOf(as ?? null, byToken ? ["work"] : undefined)
  try {
    await appRouter.createCaller(context).decision.propose(input as never) // whatever it is: the wire's schema judges it
    return true
  } catch {
    return false
  }
}

/** Proposals and rejections of a storage that miss a reason, a clause, evidence or two people; none is what is hoped for. */
export async function findUnsound({ storage: { db } }: Judged): Promise<string[]> {
  const rows = await db.selectFrom("judgement").selectAll().orderBy("seq").execute()
  const caseOf = (row: (typeof rows)[number]) =>
    canonicalJson([row.project_id, row.task_id, row.person_id, row.revision])
  return rows.flatMap((row) => {
    const act = JSON.parse(row.act)
    if (row.kind === "propose" && !(row.reason && row.clause && act.evidence.length > 0 && row.by_id))
      return [`${caseOf(row)}: a proposal without grounds`]
    if (row.kind !== "concur") return []
    const proposal = rows
      .filter((one) => caseOf(one) === caseOf(row) && one.kind === "propose" && one.seq < row.seq)
      .at(-1)
    const people = new Set([row.person_id, proposal?.by_id, row.by_id])
    return proposal && row.by_kind === "person" && people.size === 3
      ? []
      : [`${caseOf(row)}: a rejection without two people`]
  })
}
