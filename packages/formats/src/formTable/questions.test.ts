import { fieldsOf, findFormProblem } from "@justesse/types"
import { expect, test } from "vitest"
import { readQuestions } from "./questions.ts"

const read = (text: string, more: { taken?: string[]; isBare?: boolean } = {}) =>
  readQuestions({ text, taken: [], isBare: false, ...more })

const WHOLE = `Question,Type,Choices,Required,Shown when
Is it open?,choice,open | half open | closed,yes,
What is sold?,several,fruit; bread,yes,Is it open? = open|half open
Prices seen?,yes/no,,x,
The lowest,number,0-100 €,,3 = yes
How clear?,scale,badly | so so | well,no,
The sign,,,,
Anything else?,long text,,,
Since when?,date,,,
Where is the door?,place,,,
`

test("one question a line, of each kind, with conditions by number and by words", async () => {
  const { labels, problems } = await read(WHOLE)
  expect(problems).toEqual([])
  expect(findFormProblem(fieldsOf(labels))).toBeNull()
  expect(labels.map(({ id, field }) => [id, field?.kind, field?.must])).toEqual([
    ["Is it open", "choice", true],
    ["What is sold", "several", true],
    ["Prices seen", "yes_no", true],
    ["The lowest", "number", false],
    ["How clear", "scale", false],
    ["The sign", "text", false],
    ["Anything else", "text", false],
    ["Since when", "date", false],
    ["Where is the door", "point", false],
  ])
  expect(labels[1]?.field?.askedIf).toEqual({ field: "Is it open", is: ["open", "half open"] })
  expect(labels[3]?.field).toMatchObject({
    min: 0,
    max: 100,
    unit: "€",
    askedIf: { field: "Prices seen", is: ["true"] },
  })
  expect(labels[4]?.field).toMatchObject({ steps: 3, low: { en: "badly" }, high: { en: "well" } })
  expect(labels[6]?.field).toMatchObject({ isLong: true })
})

test.each([
  ["tabs, French", "Intitulé\tType\tChoix\tObligatoire\nOuvert ?\tchoix\toui | non\toui\n"],
  [
    "semicolons, a byte order mark, Windows lines",
    '\uFEFFquestion;type;choices;required\r\n"Ouvert ?";choice;oui | non;oui\r\n',
  ],
])("%s", async (_, text) => {
  const { labels, problems } = await read(text)
  expect(problems).toEqual([])
  expect(labels[0]?.field).toMatchObject({ kind: "choice", must: true, options: [{ id: "oui" }, { id: "non" }] })
})

test.each([
  ["no words", ",choice,a|b,,", "no_question"],
  ["a kind that is none", "Q?,colour,,,", "unknown_type"],
  ["one choice", "Q?,choice,a,,", "few_choices"],
  ["neither yes nor no", "Q?,text,,perhaps,", "unknown_required"],
  ["a scale of one", "Q?,scale,1,,", "unknown_steps"],
  ["bounds the wrong way round", "Q?,number,9-1,,", "unknown_bounds"],
  ["a condition on a later question", "Q?,text,,,2 = yes", "unknown_question"],
  ["a condition without an answer", "Q?,text,,,Q", "unknown_question"],
])("%s is told by its line, and the rest is taken", async (_, line, code) => {
  const { labels, problems } = await read(`question,type,choices,required,shown when\n${line}\nNext?,yes/no,,,\n`)
  expect(problems).toMatchObject([{ line: 2, code }])
  expect(labels.map(({ id }) => id)).toEqual(["Next"])
})

test("a condition on an answer that the question does not have, and one on a line that could not be read", async () => {
  const { labels, problems } = await read(
    "question,type,shown when\nA?,yes/no,\nB?,text,A? = perhaps\nC?,hm,\nD?,text,3 = yes\n",
  )
  expect(problems.map(({ line, code }) => [line, code])).toEqual([
    [3, "unknown_answer"],
    [4, "unknown_type"],
    [5, "unknown_question"],
  ])
  expect(labels).toHaveLength(1)
})

test("a condition that an answer is not another one is told: it is never read as its opposite", async () => {
  const { labels, problems } = await read(
    "question,type,shown when\nA?,yes/no,\nB?,text,1 != yes\nC?,text,A? != yes\nD?,text,A? == yes\n",
  )
  expect(problems.map(({ line, code }) => [line, code])).toEqual([
    [3, "unknown_question"],
    [4, "unknown_question"],
  ])
  expect(labels.map(({ id }) => id)).toEqual(["A", "D"])
})

test("no table, a quote that is not closed, HTML, names that are taken, no picture to place anything on", async () => {
  expect(await read("")).toEqual({ labels: [], problems: [{ line: 1, code: "no_table", found: "" }] })
  expect((await read("a,b\n1,2\n")).problems).toMatchObject([{ code: "no_table" }])
  expect((await read('question\n"A?\n')).problems).toMatchObject([{ code: "cut_off" }])
  const { labels } = await read("question\n<b>A?</b>\nA?\n", { taken: ["A"] })
  expect(labels.map(({ id, name }) => [id, name.en])).toEqual([
    ["bA/b", "<b>A?</b>"],
    ["A 2", "A?"],
  ])
  expect((await read("question,type\nWhere?,place\n", { isBare: true })).problems).toMatchObject([
    { code: "no_picture" },
  ])
  const many = `question\n${Array.from({ length: 600 }, (_, n) => `Q${n}`).join("\n")}`
  expect(await read(many)).toMatchObject({ labels: { length: 500 }, problems: [{ line: 502, code: "too_many" }] })
})
