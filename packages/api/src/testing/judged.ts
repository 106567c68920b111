import { randomUUID } from "node:crypto"
import { AssignmentId, type Letter, ProjectSlug, SubmissionId, TaskId } from "@justesse/types"
import { bodyOf, type Disputed, Disputes, line, type ThreeAnswers } from "./disputes.ts"
import type { TestPerson } from "./harness.ts"

/** Why the doubted answer is sent back. */
export const REASON = { code: "text", clause: "1", note: "read the sign again" } as const

/** Whose answer is doubted: the second person's, who wrote a point where the others have a comma. */
const AUTHOR = 1
/** The i-th picture, which three people read, one of them otherwise. */
const doubt = (i: number): ThreeAnswers => [
  [line("1", 20, `${i},50`)],
  [line("a1", 20, `${i}.50`)],
  [line("1", 20, `${i},50`)],
]

/** A review that somebody has open, and the letter of the doubted answer in it. */
interface OpenReview {
  readonly project: ProjectSlug
  readonly task: TaskId
  readonly letter: Letter
  readonly revision: number
  readonly difference: string
}

/** Disputes whose answers are doubted, repaired, rejected and appealed, as each person does it over the wire. */
export class Judged extends Disputes {
  author(): TestPerson {
    const found = this.people[AUTHOR]
    if (!found) throw new Error("nobody was added")
    return found
  }

  /** A project with one doubted answer. */
  doubted(): Promise<Disputed> {
    return this.doubtedTimes(1)
  }

  /** A project with several: `0.50`, `1.50` … */
  doubtedTimes(count: number): Promise<Disputed> {
    return this.project(Array.from({ length: count }, (_, i) => doubt(i)))
  }

  /** The author's assignment whose answer says `text`. */
  async #own({ id }: Disputed, text: string) {
    const rows = await this.storage.db
      .selectFrom("submission as s")
      .innerJoin("assignment as a", (on) =>
        on
          .onRef("a.project_id", "=", "s.project_id")
          .onRef("a.task_id", "=", "s.task_id")
          .onRef("a.person_id", "=", "s.person_id"),
      )
      .select(["s.task_id", "a.public_id", "s.body"])
      .where("s.project_id", "=", id)
      .where("s.person_id", "=", this.author().id)
      .execute()
    const found = rows.find(({ body }) => body.includes(JSON.stringify(text)))
    if (!found) throw new Error("an answer expected")
    return { task: TaskId.parse(found.task_id), assignmentId: AssignmentId.parse(found.public_id) }
  }

  /** The task opened by the n-th reviewer, with the letter of the answer that says `text`. */
  async open(disputed: Disputed, n = 0, text = "0.50"): Promise<OpenReview> {
    const project = ProjectSlug.parse(disputed.slug)
    const own = await this.#own(disputed, text)
    const { task } = await this.review(n).open({ project, task: own.task, kinds: [], labels: [] })
    const shown = task?.differences[0]?.difference
    const letter = shown?.candidates.find(({ region }) => region?.transcript?.value === text)?.letters[0]
    if (!task || !shown || !letter) throw new Error("a disputed task expected")
    return { project, task: task.task, letter, revision: task.revision, difference: shown.id }
  }

  /** Sends the doubted answer back. */
  async sendBack(disputed: Disputed, n = 0, text = "0.50"): Promise<void> {
    const { project, task, letter, revision } = await this.open(disputed, n, text)
    await this.review(n).sendBack({ project, task, letter, revision, reason: REASON })
  }

  /** Its author sends the answer `of` again, as it was or with another text. */
  async repair(disputed: Disputed, text = "0.50", of = text): Promise<void> {
    const { work } = this.routers(this.author())
    const { assignmentId } = await this.#own(disputed, of)
    const { fence, ontologyVersion, guidelineVersion } = await work.revise({ assignmentId })
    await work.submitNext({
      ...{ assignmentId, fence, ontologyVersion, guidelineVersion, want: 1 },
      submissionId: SubmissionId.parse(randomUUID()),
      body: bodyOf(line("a1", 20, text)),
    })
    this.h.clock.nowMs++
    await this.h.resolve()
  }

  /** What the panel fills in for the doubted answer. */
  async draft(disputed: Disputed, n = 0, text = "0.50") {
    const { difference, revision, ...at } = await this.open(disputed, n, text)
    const panel = await this.decision(this.reviewers[n]).panel({ ...at, difference: difference as never })
    const [first] = panel.drafts
    return { panel, at: { ...at, revision }, draft: first }
  }

  /** Proposes what the panel fills in. */
  async propose(disputed: Disputed, n = 0, text = "0.50") {
    const { at, draft } = await this.draft(disputed, n, text)
    if (!draft) throw new Error("a draft expected")
    const { reason, clause, evidence } = draft
    return this.decision(this.reviewers[n]).propose({ ...at, reason, clause, evidence, act: randomUUID() })
  }

  /** A doubted answer that was sent back and came again as it was, and whose rejection the first reviewer proposed. */
  async proposed(): Promise<Disputed> {
    const disputed = await this.doubted()
    await this.sendBack(disputed)
    await this.repair(disputed)
    await this.propose(disputed)
    return disputed
  }

  /** And to which the second reviewer agreed. */
  async rejected(): Promise<Disputed & { readonly decision: string }> {
    const disputed = await this.proposed()
    const { decision } = await this.second(disputed)
    await this.answerSecond(disputed, true)
    return { ...disputed, decision }
  }

  /** The decision that waits for the n-th reviewer as second person. */
  async second({ slug }: Disputed, n = 1) {
    const { rows } = await this.decision(this.reviewers[n]).seconds({ project: ProjectSlug.parse(slug) })
    const [row] = rows
    if (!row) throw new Error("a proposal expected")
    return row
  }

  async answerSecond(disputed: Disputed, agrees: boolean, n = 1) {
    const { decision } = await this.second(disputed, n)
    const project = ProjectSlug.parse(disputed.slug)
    return this.decision(this.reviewers[n]).answerSecond({ project, decision, agrees, act: randomUUID() })
  }

  /** The decisions as one person calls them. */
  decision(person: TestPerson | undefined) {
    return this.routers(person).decision
  }

  /** The author's decisions, newest first. */
  async mine() {
    const all = { state: "all", cursor: null, limit: 50 } as const
    return (await this.decision(this.author()).list(all)).rows
  }
}
