import { randomUUID } from "node:crypto"
import type { Storage } from "@justesse/db"
import { type ProjectSettings, StoredBody } from "@justesse/types"
import { appRouter } from "../index.ts"
import type { Harness, TestPerson } from "./harness.ts"

/** A line of text on a receipt, for tests of what people read differently. */
export const line = (id: string, y: number, value: string, more: object = {}) => ({
  id,
  label: "line",
  geometry: { type: "box", x: 40, y, width: 200, height: 24 },
  transcript: { value },
  ...more,
})

/** What each of three people has on one picture. */
export type ThreeAnswers = readonly [readonly object[], readonly object[], readonly object[]]
type TwoAnswers = readonly [readonly object[], readonly object[]]

/** Comma (two people) against point on the first line of each picture; on the first `also` a second line differs too. */
export function commas(count: number, also = 0): ThreeAnswers[] {
  return Array.from({ length: count }, (_, i): ThreeAnswers => {
    const second = (text: string) => (i < also ? [line("2", 80, text)] : [])
    return [
      [line("1", 20, `${i},50`), ...second("MERCI")],
      [line("1", 20, `${i}.50`), ...second("MERCI")],
      [line("1", 20, `${i},50`), ...second("NERC1")],
    ]
  })
}

export const bodyOf = (...regions: readonly object[]) =>
  StoredBody.parse({ regions, nothingHere: regions.length === 0 })

/** A project whose pictures three people answered, with reviewers who answered none of it. */
export interface Disputed {
  readonly id: number
  readonly slug: string
}

/** Projects with disputes over real storage, and the review router as each person calls it. */
export class Disputes {
  readonly h: Harness
  readonly storage: Storage
  people: TestPerson[] = []
  reviewers: TestPerson[] = []
  #made = 0

  constructor(h: Harness, storage: Storage) {
    this.h = h
    this.storage = storage
  }

  async addPeople(reviewers = 3): Promise<void> {
    for (const name of ["Ann", "Bea", "Cy"]) this.people.push(await this.h.addPerson(name))
    for (let i = 1; i <= reviewers; i++) this.reviewers.push(await this.h.addPerson(`Reviewer${i}`))
  }

  /** The review router as the n-th reviewer calls it. */
  review(n = 0) {
    return this.routers(this.reviewers[n]).review
  }

  routers(person: TestPerson | undefined) {
    if (!person) throw new Error("nobody of that number")
    return appRouter.createCaller(this.h.contextOf(person))
  }

  async project(
    answers: readonly (ThreeAnswers | TwoAnswers)[],
    settings: Partial<ProjectSettings> = {},
  ): Promise<Disputed> {
    const owner = await this.h.addPerson(`Owner${++this.#made}`)
    const slug = `disputed-${this.#made}`
    const overlap = { base: 3, more: 3, moreRatio: 0 }
    const id = await this.h.addProject({ slug, owner, kind: "transcription", settings: { overlap, ...settings } })
    for (const person of this.people) await this.h.addMember(id, person, ["annotator"])
    for (const person of this.reviewers) await this.h.addMember(id, person, ["reviewer"])
    await this.h.addPictures(id, answers.length)
    for (const [p, person] of this.people.entries()) {
      for (const regions of answers) if (p < regions.length) await this.answer(id, person, ...(regions[p] ?? []))
    }
    await this.h.resolve()
    return { id, slug }
  }

  /** The next task, answered. */
  async answer(projectId: number, person: TestPerson, ...regions: readonly object[]): Promise<void> {
    const { hot } = this.storage
    const versions = { ontologyVersion: 1, guidelineVersion: 1 }
    const draw = { projectId, tiers: [1], want: 1, freshIds: [randomUUID()], ...versions }
    const [lease] = await hot.next({ ...draw, personId: person.id, nowMs: this.h.clock.nowMs })
    if (!lease) throw new Error("a task expected")
    const text = JSON.stringify(bodyOf(...regions))
    await hot.submit({
      publicId: lease.publicId,
      personId: person.id,
      fence: lease.fence,
      submissionId: randomUUID(),
      body: text,
      bodySha256: this.h.deps.sha256(text),
      ...versions,
      regions: regions.length,
      nowMs: this.h.clock.nowMs++,
      next: null,
    })
  }
}
