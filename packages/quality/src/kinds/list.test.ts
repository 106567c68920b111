import { isOpinion, ProjectKind, KINDS as TYPES } from "@justesse/types"
import { describe, expect, test } from "vitest"
import type { ProjectTask } from "../project/input.ts"
import { RULE, region } from "../testing/regions.ts"
import { type Habits, simulated } from "../testing/simulated.ts"
import { KINDS } from "./list.ts"

const line = (text: string) => region("a", [10, 10, 200, 20], { label: "line", text })
const task = (name: string, ...texts: string[]): ProjectTask => ({
  task: name,
  answers: texts.map((text, i) => ({ person: `p${i}`, atMs: i, regions: [line(text)] })),
  final: null,
  finalBy: "answers",
})
const inputOf = (...texts: string[]) => ({
  answers: texts.map((text, i) => ({
    submission: `s${i}`,
    person: `p${i}`,
    body: { regions: [line(text)], nothingHere: false },
  })),
  settle: RULE,
  size: { width: 1_000, height: 800 },
  letterSeed: 1,
})
const about = { settle: RULE, labels: ["line"], reasons: [], secondLooks: [], audits: [] }

// What is said to questions is neither read nor drawn: `form.ts` has its own.
describe.each(ProjectKind.options.filter((kind) => !TYPES[kind].asksFields))("%s", (kind) => {
  const { consensus, fit, figures } = KINDS[kind]
  // Lines that are read, and what is heard.
  const readsLines = TYPES[kind].readsLines || TYPES[kind].parts === "span"

  test("what people answered differently is a difference, and what they answered the same is final", () => {
    expect(consensus(inputOf("12.5", "12.5"), null)).toMatchObject({ disputed: false, differences: [], risk: null })
    // Opinions do not differ in a way that somebody decides.
    const differing = isOpinion(kind) ? [] : [{ kind: "text" }]
    expect(consensus(inputOf("12.5", "12.6"), null).differences).toMatchObject(differing)
  })

  test("people agree where they read the same if lines are read, and where they drew the same if not", () => {
    const project = { ...about, tasks: [task("t", "12.5", "12.5"), task("u", "12.5", "12.6")] }
    const { agreement, cer } = figures(project, fit(project))
    expect(agreement?.mean).toBe(readsLines ? 0.5 : 1)
    // How far texts are apart is told in both.
    expect(cer?.mean).toBeGreaterThan(0)
  })

  test("votes weigh by how well people read if lines are read, and by how well they name if not", () => {
    // She reads three times as badly as the others and names as they do.
    const usual = { miss: 0, extra: 0, spread: 0.5, wrong: 0.05 }
    const people: Habits[] = ["ana", "ben", "zoe"].map((name) => ({ ...usual, name }))
    const project = simulated({ people, pictures: 60, each: 3, sides: [60, 140], texts: true })
    const misread = (id: number) => (id % 3 === 0 ? "?" : "")
    const tasks = project.tasks.map(({ answers, ...rest }, at) => ({
      ...rest,
      answers: answers.map(({ regions, ...answer }) => ({
        ...answer,
        regions: regions.map((one, i) =>
          answer.person === "zoe" && one.transcript
            ? { ...one, transcript: { value: `${one.transcript.value}${misread(at + i)}` } }
            : one,
        ),
      })),
    }))
    const model = fit({ ...project, tasks })
    const weight = (name: string) => model.people.find(({ person }) => person === name)?.weight ?? 0
    const isLess = weight("zoe") < 0.8 * Math.min(weight("ana"), weight("ben"))
    expect(isLess).toBe(readsLines)
  })
})

test.each(ProjectKind.options)("%s: how far it is told, and the end is told too", (kind) => {
  const { fit, figures } = KINDS[kind]
  const project = { ...about, tasks: [task("t", "a", "b"), task("u", "a", "a")] }
  const shares: number[] = []
  figures(
    project,
    fit(project, (share) => shares.push(share)),
    (share) => shares.push(share),
  )
  expect(shares.length).toBeGreaterThan(2)
  expect(shares.every((share) => share > 0 && share <= 1)).toBe(true)
})
