import { randomUUID } from "node:crypto"
import { activityRouter } from "@justesse/api/activity/router"
import { goldRouter } from "@justesse/api/gold/router"
import { compareGold } from "@justesse/api/services"
import { type Harness, makeHarness, type TestPerson } from "@justesse/api/testing/harness"
import { workRouter } from "@justesse/api/work/router"
import { setGoldRate, verifyStorage } from "@justesse/db"
import { toSource } from "@justesse/db/schema/states"
import { type Engine, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  AnnotationBody,
  DEFAULT_QUALITY,
  JustesseError,
  type ProjectSettings,
  type ProjectSlug,
  type QualityRules,
  type Role,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import { expect } from "vitest"

/** A box in a few words: its left edge and what differs from a plain car of 100 by 50 pixels. */
export function box(id: string, x: number, more: object = {}): object {
  return { id, label: "car", geometry: { type: "box", x, y: 10, width: 100, height: 50 }, ...more }
}

/** An answer of regions; none means that nothing is there. */
export function bodyOf(...regions: object[]): AnnotationBody {
  return AnnotationBody.parse({ regions, nothingHere: regions.length === 0 })
}

/** The code of a typed failure. */
export async function codeOf(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => null,
    (reason: unknown) => reason,
  )
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof JustesseError ? cause.code : String(error)
}

/** A studio in one process for tests of gold: an owner, a reviewer, annotators, and projects with known answers. */
export class GoldStudio {
  readonly h: Harness
  readonly at: TestStorage
  readonly #folder: ReturnType<typeof temporaryFolder>
  readonly people = new Map<string, TestPerson>()
  #made = 0

  private constructor(at: TestStorage) {
    this.at = at
    this.#folder = temporaryFolder()
    this.h = makeHarness({ storage: at.storage, folder: this.#folder.path })
  }

  static async open(engine: Engine, names: readonly string[]): Promise<GoldStudio> {
    const studio = new GoldStudio(await engine.open())
    for (const name of ["Olga", "Rita", ...names]) studio.people.set(name, await studio.h.addPerson(name))
    return studio
  }

  async close(): Promise<void> {
    await this.at.close()
    this.#folder.remove()
  }

  who(name: string): TestPerson {
    return this.people.get(name) ?? expect.fail(`nobody called ${name}`)
  }
  work(name: string) {
    return workRouter.createCaller(this.h.contextOf(this.who(name)))
  }
  gold(name = "Olga") {
    return goldRouter.createCaller(this.h.contextOf(this.who(name)))
  }
  activity(name = "Olga") {
    return activityRouter.createCaller(this.h.contextOf(this.who(name)))
  }

  /** A project of `pictures` pictures with overlap 1, all of whose draws are gold while there is some unmet. */
  async project(
    pictures: number,
    annotators: readonly string[],
    { rate = 1_000_000, settings = {}, quality = {} }: Made = {},
  ): Promise<{ id: number; slug: ProjectSlug }> {
    const slug = `gold-${++this.#made}` as ProjectSlug // a valid one
    const overlap = { base: 1, more: 1, moreRatio: 0 }
    const id = await this.h.addProject({
      ...{ slug, owner: this.who("Olga"), roles: ["owner"] satisfies Role[] },
      settings: { overlap, quality: { ...DEFAULT_QUALITY, ...quality }, ...settings },
    })
    await this.h.addMember(id, this.who("Rita"), ["reviewer"])
    for (const name of annotators) {
      await this.h.addMember(id, this.who(name), ["annotator"])
      if (rate > 0) await this.rate(id, name, rate)
    }
    await this.h.addPictures(id, pictures)
    return { id, slug }
  }

  /** Sets how often a person draws gold, in millionths. */
  async rate(project: number, name: string, rate_ppm: number): Promise<void> {
    await setGoldRate(this.at.storage.db, project, this.who(name).id, rate_ppm / 1e6)
  }

  async make(slug: ProjectSlug, asset: number, answer: AnnotationBody, as: "active" | "try_out" = "active") {
    return this.gold().make({ project: slug, assets: [asset as never], as, answer }) // numbers are ids here
  }

  async lease(name: string, slug: ProjectSlug): Promise<Lease> {
    this.h.clock.nowMs += 1_000
    const { leases } = await this.work(name).next({ project: slug, want: 1 })
    return leases[0] ?? expect.fail(`${name} got no lease`)
  }
  async send(name: string, { assignmentId, fence, ontologyVersion, guidelineVersion }: Lease, body: AnnotationBody) {
    this.h.clock.nowMs += 1_000
    const submissionId = randomUUID() as Parameters<ReturnType<GoldStudio["work"]>["submitNext"]>[0]["submissionId"]
    const input = { assignmentId, fence, ontologyVersion, guidelineVersion, submissionId, body, want: 1 }
    return { ...(await this.work(name).submitNext(input)), input }
  }
  /** Draws the next task and answers it; then everything settles. */
  async answer(name: string, slug: ProjectSlug, body: AnnotationBody): Promise<Lease> {
    const lease = await this.lease(name, slug)
    await this.send(name, lease, body)
    await this.settle()
    return lease
  }
  /** Settles what was sent, and compares what was gold without waiting for its time. */
  async settle(): Promise<void> {
    await this.h.resolve()
    while ((await compareGold(this.h.deps, 100)) > 0);
  }
  async taskOf(
    lease: Pick<Lease, "assignmentId">,
  ): Promise<{ task: number; source: AssignmentSource; counted: number }> {
    const row = await this.at.storage.db
      .selectFrom("assignment")
      .select(["task_id", "drawn", "counted"])
      .where("public_id", "=", lease.assignmentId)
      .executeTakeFirstOrThrow()
    return { task: row.task_id, source: toSource(row.drawn), counted: row.counted }
  }
  async evidence(project: number, name: string): Promise<Record<string, { right: number; wrong: number }>> {
    const row = await this.at.storage.db
      .selectFrom("person_quality")
      .select("body")
      .where("project_id", "=", project)
      .where("person_id", "=", this.who(name).id)
      .executeTakeFirst()
    return JSON.parse(row?.body ?? "{}").gold ?? {}
  }
  problems(): Promise<string[]> {
    return verifyStorage(this.at.storage)
  }
}

interface Made {
  readonly rate?: number
  readonly settings?: Partial<ProjectSettings>
  readonly quality?: Partial<QualityRules>
}
