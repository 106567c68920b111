import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { TextAnswer } from "./corpus.ts"
import { EXACT_PROFILE } from "./profile.ts"
import { posteriorOf } from "./slots.ts"
import { type Transcription, transcribe } from "./transcribe.ts"

/** Answers of people a, b, c … to one task. */
const answersTo = (texts: readonly string[], task = "t"): TextAnswer[] =>
  texts.map((text, i) => ({ task, person: String.fromCharCode(97 + i), text }))

const consensusOf = (...texts: string[]) => {
  const [task] = transcribe(answersTo(texts)).tasks
  if (!task) throw new Error("no task")
  return task
}

describe("what several people wrote together", () => {
  test.each([
    { what: "two against one", texts: ["The cat sat.", "The cat sat.", "the bat sat"], text: "The cat sat." },
    { what: "a word left out", texts: ["one two three", "one three", "one two three"], text: "one two three" },
    { what: "a word too many", texts: ["one three", "one two three", "one three"], text: "one three" },
    { what: "one answer alone", texts: ["Only, mine!"], text: "Only, mine!" },
    { what: "an empty answer among others", texts: ["here it is", "", "here it is"], text: "here it is" },
    { what: "mostly empty answers", texts: ["", "noise", ""], text: "" },
    { what: "nobody wrote anything", texts: ["", "", ""], text: "" },
    { what: "only signs", texts: ["…", "…", "?"], text: "…" },
    { what: "Arabic", texts: ["مرحبا بالعالم", "مرحبا بالعلم", "مرحبا بالعالم"], text: "مرحبا بالعالم" },
    { what: "Hebrew", texts: ["שלום עולם טוב", "שלום עולם", "שלום עולם טוב"], text: "שלום עולם טוב" },
    { what: "Chinese without spaces", texts: ["我們今天走", "我們明天走", "我们今天走"], text: "我們今天走" },
    { what: "Chinese where one typed a space", texts: ["我們今天走", "我們 今天走", "我們今天走"], text: "我們今天走" },
    { what: "Thai", texts: ["ที่นี่ดี", "ที่นี้ดี", "ที่นี่ดี"], text: "ที่นี่ดี" },
    { what: "emoji", texts: ["ok 👍🏽", "ok 👍", "ok 👍🏽"], text: "ok 👍🏽" },
    { what: "combining marks", texts: ["cafe\u0301 noir", "café noir", "cafe noir"], text: "café noir" },
  ])("$what", ({ texts, text }) => {
    expect(consensusOf(...texts).text).toBe(text)
  })

  test("parts from different people come together, each right where another is wrong", () => {
    const task = consensusOf("the bat sat on mats", "the cat sit on mats", "the cat sat in mats", "a cat sat on mats")
    expect(task.text).toBe("the cat sat on mats")
    expect(task.compared).toBe("the cat sat on mats")
  })

  test("the word is voted on first, then how it is written, then what stands between", () => {
    const task = consensusOf("Mr. Smith came", "mr Smith, came", "Mr. Smith came", "Mr Jones came!")
    expect(task.compared).toBe("mr smith came")
    expect(task.text).toBe("Mr. Smith came")
  })

  test("runs of blanks become one, a line break stays", () => {
    expect(consensusOf("one  two\n three", "one  two\nthree", "one two three").text).toBe("one two\nthree")
  })

  test("hyphens and percent signs are kept as most people typed them", () => {
    expect(consensusOf("grey-haired 18 %", "grey-haired 18 %", "grey haired 18%").text).toBe("grey-haired 18 %")
  })

  test("words that were never side by side get a blank between them", () => {
    expect(consensusOf("red-x blue", "red-x blue", "red blue", "red blue", "red blue").text).toBe("red blue")
  })

  test("under a profile in which punctuation counts, a comma makes another word", () => {
    const answers = answersTo(["a, b", "a b", "a b"])
    expect(transcribe(answers, { profile: EXACT_PROFILE }).tasks[0]?.slots[0]).toMatchObject({ word: "a" })
    expect(transcribe(answers, { profile: EXACT_PROFILE }).tasks[0]?.slots[0]?.alternatives).toHaveLength(2)
    expect(transcribe(answers).tasks[0]?.slots[0]?.alternatives).toHaveLength(1)
  })
})

describe("the lattice", () => {
  test("has every alternative of a slot with who stands behind it", () => {
    const task = consensusOf("the cat sat", "the cat sat", "the bat sat", "the sat")
    expect(task.slots.map(({ word }) => word)).toEqual(["the", "cat", "sat"])
    const slot = task.slots[1]
    expect(slot?.alternatives.map(({ word, people }) => [word, [...people].sort()])).toEqual([
      ["cat", ["a", "b"]],
      ["bat", ["c"]],
      ["", ["d"]],
    ])
    expect(slot?.posterior).toBeGreaterThan(0.5)
    const shares = slot?.alternatives.reduce((sum, { share }) => sum + share, 0)
    expect(shares).toBeCloseTo(1, 12)
  })

  test("each alternative's weight is the sum of its voters' weights", () => {
    const result = transcribe(answersTo(["the cat sat", "the cat sat", "the bat sat"]))
    const weightOf = new Map(result.people.map(({ person, weight }) => [person, weight]))
    for (const { people, weights, weight } of result.tasks[0]?.slots.flatMap((slot) => slot.alternatives) ?? []) {
      expect(weights).toEqual(people.map((person) => weightOf.get(person)))
      expect(weight).toBeCloseTo(
        weights.reduce((sum, one) => sum + one, 0),
        12,
      )
    }
  })

  test("keeps a slot that most say is empty, so that the word can be offered", () => {
    const task = consensusOf("one three", "one two three", "one three")
    expect(task.slots.map(({ word }) => word)).toEqual(["one", "", "three"])
    expect(task.slots[1]?.alternatives.map(({ text }) => text)).toEqual(["", "two"])
  })

  test("dissent names who differs and in how many slots, the most first", () => {
    const task = consensusOf("a b c", "a b c", "x b c", "x y c", "a b c")
    expect(task.dissent).toEqual([
      { person: "d", slots: 2 },
      { person: "c", slots: 1 },
    ])
  })

  test("confidence is the mean posterior; more people who agree, and better ones, are surer", () => {
    expect(consensusOf("", "")).toMatchObject({ confidence: 1, expectedErrors: 0, answers: 2, slots: [] })
    const [two, four] = [consensusOf("a b", "a b"), consensusOf("a b", "a b", "a b", "a b")]
    expect(two.confidence).toBeCloseTo(2 / 2 - two.expectedErrors / 2, 12)
    expect(four.confidence).toBeGreaterThan(two.confidence)
    expect(four.confidence).toBeLessThan(1)
    const both = transcribe([
      ...answersTo(["a b c d", "a b c d", "a x y d"], "1"),
      { task: "2", person: "c", text: "e f" },
      { task: "3", person: "a", text: "e f" },
    ])
    const [, poor, good] = both.tasks.map(({ confidence }) => confidence)
    expect(poor).toBeLessThan(good ?? 0)
  })

  test("the posterior is the weight to a power over all weights and something nobody wrote", () => {
    const settings = { sharpness: 2, unseen: 1 }
    expect(posteriorOf([3, 1], settings)).toBeCloseTo(9 / (9 + 1 + 1), 12)
    expect(posteriorOf([3], { sharpness: 1, unseen: 0 })).toBe(1)
    expect(posteriorOf([], { sharpness: 1, unseen: 0 })).toBe(0)
    const slot = consensusOf("the cat", "the cat", "the bat").slots[1]
    expect(slot?.posterior).toBe(posteriorOf(slot?.alternatives.map(({ weight }) => weight) ?? []))
  })

  test("a doubtful word comes with what a vote letter by letter makes of it", () => {
    const doubtful = consensusOf("xandle", "cxndle", "caxdle").slots[0]
    expect(doubtful?.letters).toBe("candle")
    expect(doubtful?.alternatives.map(({ word }) => word)).toContain(doubtful?.word)
    expect(consensusOf("cat", "cat", "cat").slots[0]?.letters).toBeNull()
  })
})

describe("people", () => {
  test("who errs more counts less, by words counted on all tasks", () => {
    const tasks = Array.from({ length: 8 }, (_, i) => answersTo([`w${i} b c d`, `w${i} b c d`, `w${i} x y z`], `${i}`))
    const { people } = transcribe(tasks.flat())
    const [a, b, c] = people
    expect(a).toMatchObject({ person: "a", answers: 8, errors: 0, words: 32 })
    expect(c).toMatchObject({ person: "c", answers: 8, errors: 24, words: 32 })
    // (24 + 20 x 24/96) / (32 + 20) = 29/52, worse than a coin: its vote counts next to nothing.
    expect(c?.errorRate).toBeCloseTo(29 / 52, 12)
    expect(c?.weight).toBeCloseTo(0.02 ** 1.25, 12)
    expect(b?.weight).toBeCloseTo(Math.log((52 - 5) / 5) ** 1.25, 12)
  })

  test("two unreliable people do not outvote a reliable one", () => {
    const train = Array.from({ length: 10 }, (_, i) =>
      answersTo([`p${i} q r s`, `p${i} q r s`, `p${i} q r s`, `p${i} k l m`, `p${i} n o j`], `${i}`),
    ).flat()
    const last = [
      { task: "last", person: "a", text: "the right word" },
      { task: "last", person: "d", text: "the wrong word" },
      { task: "last", person: "e", text: "the wrong word" },
    ]
    expect(transcribe([...train, ...last]).tasks.find(({ task }) => task === "last")?.text).toBe("the right word")
  })

  test("somebody who answers twice counts once, by the last revision", () => {
    const first = { task: "t", person: "a", text: "old", revision: 1 }
    const second = { task: "t", person: "a", text: "new", revision: 2 }
    for (const rows of [
      [first, second],
      [second, first],
    ]) {
      const { tasks, repeats } = transcribe(rows)
      expect([tasks[0]?.text, tasks[0]?.answers, repeats]).toEqual(["new", 1, 1])
    }
  })
})

describe("ties are broken by what was written, never by a name", () => {
  test("the longer word wins, then the greater", () => {
    expect(consensusOf("cat", "cats").text).toBe("cats")
    expect(consensusOf("bat", "cat").text).toBe("cat")
    expect(consensusOf("word", "").text).toBe("word")
  })
  test("all different", () => {
    const task = consensusOf("a b", "c d", "e f")
    expect(task.compared).toBe("e f")
    expect(task.slots.every(({ posterior }) => posterior < 0.4)).toBe(true)
  })
})

/** Small crowds with few words, so that ties and repeats are common. */
const crowd = fc.array(
  fc.record({
    task: fc.constantFrom("t1", "t2", "t3"),
    person: fc.constantFrom("a", "b", "c", "d"),
    text: fc
      .array(fc.constantFrom("cat", "bat", "Cat,", "cats", "on", "我", "é"), { maxLength: 5 })
      .map((words) => words.join(" ")),
  }),
  { maxLength: 14 },
)

test("any order of rows gives the same result to the bit", () => {
  fc.assert(
    fc.property(crowd, fc.infiniteStream(fc.nat()), (rows, dice) => {
      const shuffled = rows
        .map((row) => ({ row, key: dice.next().value ?? 0 }))
        .sort((p, q) => p.key - q.key)
        .map(({ row }) => row)
      expect(transcribe(shuffled)).toEqual(transcribe(rows))
    }),
  )
})

test("renaming people and tasks changes nothing but the names", () => {
  const task = new Map([
    ["t1", "z"],
    ["t2", "m"],
    ["t3", "a"],
  ])
  const person = new Map([
    ["a", "z"],
    ["b", "y"],
    ["c", "x"],
    ["d", "w"],
  ])
  const named = (result: Transcription, taskName: (t: string) => string, personName: (p: string) => string) => ({
    tasks: result.tasks
      .map((one) => ({
        task: taskName(one.task),
        text: one.text,
        confidence: one.confidence,
        slots: one.slots.map((slot) => [
          slot.word,
          slot.text,
          slot.posterior,
          slot.alternatives.map((other) => [other.word, other.weight, other.people.map(personName).sort()]),
        ]),
      }))
      .sort((p, q) => (p.task < q.task ? -1 : 1)),
    people: result.people
      .map((one) => ({ ...one, person: personName(one.person) }))
      .sort((p, q) => (p.person < q.person ? -1 : 1)),
  })
  const rename = (from: ReadonlyMap<string, string>) => (name: string) => from.get(name) ?? name
  const same = (name: string) => name
  const distinct = crowd.map((rows) =>
    rows.filter((row, i) => rows.findIndex((p) => p.task === row.task && p.person === row.person) === i),
  )
  fc.assert(
    fc.property(distinct, (rows) => {
      const renamed = rows.map((row) => ({
        ...row,
        task: rename(task)(row.task),
        person: rename(person)(row.person),
      }))
      expect(named(transcribe(renamed), same, same)).toEqual(named(transcribe(rows), rename(task), rename(person)))
    }),
  )
})

test("no answers give no tasks", () => {
  expect(transcribe([])).toEqual({ tasks: [], people: [], repeats: 0 })
})

test("a long text goes through in a band of its table", () => {
  const words = Array.from({ length: 6_000 }, (_, i) => `w${(i * i) % 997}`)
  const other = [...words.slice(0, 3_000), "new", ...words.slice(3_000)]
  other[10] = "wrong"
  const task = consensusOf(words.join(" "), other.join(" "), words.join(" "))
  expect(task.compared).toBe(words.join(" "))
  expect(task.slots).toHaveLength(6_001)
}, 60_000)
