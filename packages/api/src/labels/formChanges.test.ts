import { randomUUID } from "node:crypto"
import { findTaskStatus, listLatestOfTask, readReview } from "@justesse/db"
import { ruleEngines, type TestStorage, temporaryFolder } from "@justesse/db/testing/engines"
import {
  AnnotationBody,
  answerProblems,
  Field,
  type FieldValue,
  isAnswerTo,
  type Label,
  type Ontology,
  type TaskNumber,
} from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { runQuality } from "../quality/run.ts"
import { type Harness, makeHarness, type TestPerson } from "../testing/harness.ts"
import { workRouter } from "../work/router.ts"
import { ontologyRouter } from "./router.ts"

// An owner changes the questions of a form while people answer them.

const label = (id: string, field: object, more: Partial<Label> = {}): Label => ({
  ...{ id: id as Label["id"], name: { en: id }, color: "#000000", key: null, hasText: false, attributes: [] },
  ...{ retired: false, ...more },
  field: Field.parse({ must: true, cannotTell: false, compared: "exactly", ...field }),
})
const SIGN = label("sign", { kind: "text", isLong: false })
const PRICES = label("prices", { kind: "yes_no" })
const kindOf = (...ids: string[]) =>
  label("kind", { kind: "choice", options: ids.map((id) => ({ id, name: { en: id } })) })
const form = (...labels: Label[]): Ontology => ({ labels, answers: { of: "whole", several: true } })

type Said = Readonly<Record<string, FieldValue>>
const body = (said: Said) =>
  AnnotationBody.parse({
    regions: Object.entries(said).map(([id, value], at) => ({
      ...{ id: `r${at}`, geometry: { type: "whole" }, label: id, value },
    })),
    nothingHere: false,
  })

describe.each(ruleEngines)("a form that changes while people answer, on $name", ({ open }) => {
  let at: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let h: Harness
  let owner: TestPerson
  let people: readonly TestPerson[] = []
  let made = 0

  beforeAll(async () => {
    at = await open()
    folder = temporaryFolder()
    h = makeHarness({ storage: at.storage, folder: folder.path })
    owner = await h.addPerson("Olga")
    people = await Promise.all(["Awa", "Ben", "Cleo", "Dan"].map((name) => h.addPerson(name)))
  })
  afterAll(async () => {
    await at.close()
    folder.remove()
  })

  const work = (n: number) => workRouter.createCaller(h.contextOf(people[n] ?? owner))
  const labels = () => ontologyRouter.createCaller(h.contextOf(owner))
  const project = async (ontology: Ontology, base = 2, pictures = 1) => {
    const slug = `f-${++made}` as Lease["project"]
    const settings = { overlap: { base, more: base, moreRatio: 0 } }
    const id = await h.addProject({ slug, owner, kind: "form", roles: ["owner"], settings, ontology })
    for (const one of people) await h.addMember(id, one, ["annotator"])
    await h.addPictures(id, pictures)
    return { id, slug }
  }
  const save = async (slug: Lease["project"], ...next: Label[]) => {
    const { version } = await labels().get({ project: slug, version: null })
    h.clock.nowMs += 1_000
    return labels().save({ project: slug, baseVersion: version, ontology: form(...next) })
  }
  const take = async (n: number, slug: Lease["project"]): Promise<Lease> => {
    h.clock.nowMs += 1_000
    const { leases } = await work(n).next({ project: slug, want: 1 })
    if (!leases[0]) throw new Error("no lease")
    return leases[0]
  }
  const send = (n: number, { assignmentId, fence, ontologyVersion, guidelineVersion }: Lease, said: Said) => {
    const submissionId = randomUUID() as Parameters<ReturnType<typeof work>["submitNext"]>[0]["submissionId"]
    h.clock.nowMs += 1_000
    return work(n).submitNext({
      ...{ assignmentId, fence, submissionId, ontologyVersion, guidelineVersion, body: body(said), want: 1 },
    })
  }
  const statusOf = async (id: number, taskId = 1) => {
    await h.resolve()
    const key = { projectId: id, taskId: taskId as TaskNumber }
    const status = await findTaskStatus(at.storage.db, key)
    const review = await readReview(at.storage.db, key)
    return {
      state: status?.state,
      values: Object.fromEntries((status?.answer?.regions ?? []).map(({ label: of, value }) => [of, value])),
      differences: review?.state === "waiting" ? review.body.differences.map(({ id: name }) => name as string) : [],
    }
  }

  test("an open task goes on under its own form, and the next one says what changed", async () => {
    const { id, slug } = await project(form(SIGN), 2, 2)
    const held = await take(0, slug)
    expect(held.formChange).toBeUndefined()
    await save(slug, SIGN, PRICES)
    await send(0, held, { sign: "A" })
    const next = await take(0, slug)
    expect(next).toMatchObject({ ontologyVersion: 2, formChange: { added: ["prices"], changed: [], gone: [] } })
    // Whoever never answered is told of no change.
    const other = await take(1, slug)
    expect(other.formChange).toBeUndefined()
    await expect(send(1, other, { sign: "A" })).rejects.toThrow()
    await send(1, other, { sign: "A", prices: true })
    expect(await statusOf(id)).toEqual({ state: "settled", values: { sign: "A", prices: true }, differences: [] })
    const one = await work(0).one({ assignmentId: held.assignmentId })
    expect([one.task.state, one.differences]).toEqual(["kept", []])
    await send(0, next, { sign: "B", prices: false })
    expect((await take(1, slug)).formChange).toBeUndefined()
  })

  test("a draft of before keeps what it says, and what is gone from it is named", async () => {
    const { slug } = await project(form(SIGN, PRICES, kindOf("a", "b")))
    const held = await take(0, slug)
    const { assignmentId, fence } = held
    await work(0).saveDraft({ assignmentId, fence, revision: 1, body: body({ sign: "A", prices: true, kind: "a" }) })
    await save(slug, SIGN, kindOf("b", "c"))
    h.clock.nowMs += 48 * 3_600_000
    const again = await work(0).open({ assignmentId })
    expect(again.body.regions.map((region) => region.label)).toEqual(["sign", "prices", "kind"])
    expect(again).toMatchObject({
      ontologyVersion: 2,
      formChange: { added: [], changed: ["kind"], gone: [{ en: "prices" }] },
    })
    await send(0, again, { sign: "A", kind: "c" })
  })

  test("a question that is taken out of a dispute takes it from the reviewers", async () => {
    const { id, slug } = await project(form(SIGN, PRICES))
    for (const [n, yes] of [
      [0, true],
      [1, false],
    ] as const)
      await send(n, await take(n, slug), { sign: "A", prices: yes })
    expect(await statusOf(id)).toMatchObject({ state: "disputed", differences: ["prices"] })
    expect(await labels().preview({ project: slug, ontology: form(SIGN) })).toMatchObject({
      changes: [{ label: "prices", kind: "retired", regions: 2 }],
      final: 0,
    })
    await save(slug, SIGN)
    expect(await statusOf(id)).toEqual({ state: "settled", values: { sign: "A" }, differences: [] })
    for (const n of [0, 1]) {
      const { rows } = await work(n).history({ project: slug, search: "", states: [], cursor: null, limit: 10 })
      expect(rows.map((row) => row.state)).toEqual(["kept"])
    }
  })

  test("a final answer stays as it is; a question that asks for another kind of answer is another one", async () => {
    const { id, slug } = await project(
      form(PRICES, label("low", { kind: "text", isLong: false, askedIf: { field: "prices", is: ["true"] } })),
      1,
    )
    await send(0, await take(0, slug), { prices: true, low: "2,80" })
    const before = await statusOf(id)
    expect(before).toMatchObject({ state: "settled", values: { prices: true, low: "2,80" } })
    const number = label("low", { kind: "number", unit: "€", askedIf: { field: "prices", is: ["true"] } })
    const after = label("why", { kind: "text", isLong: false, askedIf: { field: "prices", is: ["false"] } })
    expect((await labels().preview({ project: slug, ontology: form(PRICES, number, after) })).changes).toEqual([
      { label: "low", kind: "replaced", regions: 1 },
      { label: "why", kind: "added", regions: 0 },
    ])
    await save(slug, PRICES, number, after)
    const now = await labels().get({ project: slug, version: null })
    expect(now.ontology.labels.map((one) => [one.id, one.field?.kind, one.retired])).toEqual([
      ["prices", "yes_no", false],
      ["low 2", "number", false],
      ["why", "text", false],
      ["low", "text", true],
    ])
    expect(await statusOf(id)).toEqual(before)
    // A condition on it goes with it.
    const asked = label("unit", { kind: "yes_no" })
    await save(slug, asked, label("x", { kind: "yes_no", askedIf: { field: "unit", is: ["true"] } }))
    const options = ["true", "other"].map((name) => ({ id: name, name: { en: name } }))
    await save(
      slug,
      label("unit", { kind: "choice", options }),
      label("x", { kind: "yes_no", askedIf: { field: "unit", is: ["true"] } }),
    )
    const last = await labels().get({ project: slug, version: null })
    expect(
      last.ontology.labels.filter((one) => !one.retired).map((one) => [one.id, one.field?.askedIf?.field]),
    ).toEqual([
      ["unit 2", undefined],
      ["x", "unit 2"],
    ])
  })

  test("agreement on the questions of a form is told, of those that both were asked", async () => {
    const { id, slug } = await project(form(SIGN), 3)
    await send(0, await take(0, slug), { sign: "A" })
    await save(slug, SIGN, PRICES)
    for (const n of [1, 2]) await send(n, await take(n, slug), { sign: "A", prices: n === 1 })
    await h.resolve()
    await runQuality(h.deps, { project: id }, async () => {})
    const { figures } = await at.storage.db
      .selectFrom("quality_state")
      .select("figures")
      .where("project_id", "=", id)
      .executeTakeFirstOrThrow()
    const { byLabel } = JSON.parse(figures ?? "{}") as { byLabel: { label: string; mean: number }[] }
    expect(Object.fromEntries(byLabel.map(({ label: of, mean }) => [of, mean]))).toEqual({ sign: 1, prices: 0 })
  })

  test("raced: people answer, owners change the form; every answer fits its own form, nothing is lost, and what is decided was asked", async () => {
    const forms: Label[][] = [
      [SIGN, PRICES, kindOf("a", "b")],
      [kindOf("b", "c"), SIGN],
      [SIGN, PRICES],
      [PRICES, label("more", { kind: "number" }), SIGN],
    ]
    const { id, slug } = await project(form(...(forms[0] ?? [])), 3, 8)
    const versions = new Map<number, readonly Label[]>([[1, forms[0] ?? []]])
    let sent = 0
    const answering = async (n: number) => {
      for (let task = 0; task < 8; task++) {
        const { leases } = await work(n).next({ project: slug, want: 1 })
        const held = leases[0]
        if (!held) return
        const { ontology } = await work(n).guide({
          ...{ project: slug, ontologyVersion: held.ontologyVersion, guidelineVersion: 1 },
        })
        const said = ontology.labels.flatMap(({ id: name, field, retired }) => {
          if (!field || retired) return []
          const options = "options" in field ? field.options : []
          const value: FieldValue =
            field.kind === "choice"
              ? (options[(n + task) % options.length]?.id ?? "")
              : field.kind === "yes_no"
                ? n % 2 === 0
                : field.kind === "number"
                  ? n
                  : "A"
          return [[name, value] as const]
        })
        await send(n, held, Object.fromEntries(said))
        sent++
      }
    }
    const changing = async () => {
      for (let round = 1; round < 12; round++) {
        const next = forms[round % forms.length] ?? []
        const { version } = await save(slug, ...next)
        versions.set(version, (await labels().get({ project: slug, version })).ontology.labels)
        await h.resolve()
      }
    }
    await Promise.all([answering(0), answering(1), answering(2), changing()])
    await h.resolve()
    let stored = 0
    for (let task = 1; task <= 8; task++) {
      const key = { projectId: id, taskId: task as TaskNumber }
      const answers = await listLatestOfTask(at.storage.db, key)
      stored += answers.length
      const asked = new Map<string, Field[]>()
      for (const { body: said, ontologyVersion } of answers) {
        const own = versions.get(ontologyVersion) ?? []
        expect(answerProblems(said, form(...own))).toEqual([])
        for (const { id: name, field, retired } of own) {
          if (field && !retired) asked.set(name, [...(asked.get(name) ?? []), field])
        }
      }
      const { values, differences } = await statusOf(id, task)
      for (const [name, value] of Object.entries(values)) {
        expect((asked.get(name) ?? []).some((field) => isAnswerTo(field, value as FieldValue))).toBe(true)
      }
      const today = new Set([...(versions.get(12) ?? [])].filter((one) => !one.retired).map((one) => one.id as string))
      for (const name of differences) expect(today).toContain(name)
    }
    expect([stored, sent]).toEqual([24, 24])
  })

  test("the words of a refusal name the question", async () => {
    const { slug } = await project(form(SIGN, PRICES))
    const held = await take(0, slug)
    const refused = await send(0, held, { sign: "A" }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      cause: { code: "invalid_input", detail: { rule: "field_missing", label: "prices" } },
    })
  })
})
