import { describe, expect, test } from "vitest"
import { justesse } from "../support/cli.ts"
import { openShell, type Shell } from "./shell.ts"

/** 40 tasks with known classes; four careful people and one who always says the opposite. */
function votes(): { rows: string[]; truth: string[] } {
  const truth = Array.from({ length: 40 }, (_, t) => (t % 3 === 0 ? "yes" : "no"))
  const rows = truth.flatMap((right, t) => {
    const other = right === "yes" ? "no" : "yes"
    return [0, 1, 2, 3, 4].map(
      (w) => `t${String(t).padStart(2, "0")},w${w},${w === 4 || (t + w) % 11 === 0 ? other : right}`,
    )
  })
  return { rows, truth }
}

const classify = (shell: Shell, input: string, ...more: string[]) =>
  shell.json(0, "aggregate", "--kind", "classification", input, "--out", shell.path("out.csv"), ...more)

describe("aggregate --kind classification", () => {
  test.each(["auto", "majority", "wawa", "dawid-skene", "one-coin", "mace", "glad"])(
    "--method %s answers every task and says what it used",
    async (method) => {
      const shell = openShell("classes")
      const { rows, truth } = votes()
      const json = await classify(shell, shell.file("votes.csv", ["task,worker,label", ...rows]), "--method", method)
      const [header, ...answers] = shell.lines("out.csv")
      expect(header).toBe("task,label,confidence,votes")
      expect(answers.map((line) => line.split(",")[1])).toEqual(truth)
      expect(answers.every((line) => line.endsWith(",5"))).toBe(true)
      expect(json).toMatchObject({ asked: method, counts: { tasks: 40, people: 5, classes: 2, votes: 200 } })
      expect(json.method).toBe(method === "auto" ? "majority" : method)
      expect(json.seconds).toMatchObject({
        read: expect.any(Number),
        call: expect.any(Number),
        write: expect.any(Number),
      })
      if (method === "auto") expect(json.why).toMatchObject({ code: "few_labels", labels: 200 })
    },
  )

  test("--explain says for each task what every vote did; contributions and prior add up to the confidence", async () => {
    const shell = openShell("explain")
    const input = shell.file("votes.csv", ["task,worker,label", ...votes().rows])
    await classify(shell, input, "--method", "dawid-skene", "--explain", shell.path("why.jsonl"))
    const reasons = shell.lines("why.jsonl").map((line) => JSON.parse(line))
    expect(reasons).toHaveLength(40)
    for (const { prior, votes: each, confidence, unit } of reasons) {
      expect(unit).toBe("log_odds")
      expect(each).toHaveLength(5)
      const logOdds = each.reduce((sum: number, vote: { contribution: number }) => sum + vote.contribution, prior)
      expect(1 / (1 + Math.exp(-logOdds))).toBeCloseTo(confidence, 4)
    }
    const opposite = reasons[1].votes.find((vote: { worker: string }) => vote.worker === "w4")
    expect(opposite).toMatchObject({ label: "yes" })
    expect(opposite.contribution).toBeGreaterThan(0)
  })

  test.each([
    ["majority", /2 ties, decided for the side whose voters agree more with others elsewhere/],
    ["wawa", /2 ties, decided for the commoner class/],
  ])("--method %s says how ties were decided", async (method, said) => {
    const shell = openShell("ties")
    const file = shell.file("votes.csv", ["task,worker,label", "1,a,x", "1,b,y", "2,a,y", "2,b,x"])
    const words = ["--kind", "classification", "--method", method, file, "--out", shell.path("out.csv")]
    expect((await shell.call("aggregate", ...words)).out).toMatch(said)
  })

  test("known answers are kept and counted", async () => {
    const shell = openShell("gold")
    const input = shell.file("votes.csv", ["task,worker,label", ...votes().rows])
    const gold = shell.file("gold.csv", ["task,label", "t00,no", "t01,never said", "elsewhere,no"])
    const json = await classify(shell, input, "--method", "dawid-skene", "--gold", gold)
    expect(shell.lines("out.csv").slice(1, 3)).toEqual(["t00,no,1,5", "t01,never said,1,5"])
    expect(json.counts).toMatchObject({ gold: 2, goldWithoutVotes: 1, classes: 3 })
  })

  test("the order of the rows changes not one byte; quotes, commas and line ends in cells come through", async () => {
    const shell = openShell("order")
    const rows = [...votes().rows, '"a, ""b""",w0,"x\ny"', '"a, ""b""",w1,"x\ny"']
    await classify(shell, shell.file("votes.csv", ["task,worker,label", ...rows]))
    const first = shell.read("out.csv")
    await classify(shell, shell.file("votes.csv", ["task,worker,label", ...rows.reverse()]))
    expect(shell.read("out.csv")).toBe(first)
    expect(first).toContain('"a, ""b""","x\ny",')
  })

  test("a person's repeated votes: the order of rows changes not one byte, and the report says what became of them", async () => {
    const shell = openShell("repeats")
    const again = [...votes().rows, "t00,w0,no", "t00,w0,yes", "t00,w1,yes", "t01,w2,yes", "t01,w2,yes"]
    const words = (name: string) => [shell.path(name), "--explain", shell.path("why.jsonl")]
    shell.file("votes.csv", ["task,worker,label", ...again])
    const json = await classify(shell, ...(words("votes.csv") as [string, ...string[]])) // one path and more
    const [first, why] = [shell.read("out.csv"), shell.read("why.jsonl")]
    // w0 said two things of t00, w2 of t01, neither with a time; w1 said the same again.
    expect(json.counts).toMatchObject({ votes: 198, repeats: 7, changesOfMind: 2, undecided: 2 })
    const { out } = await shell.call(
      ...["aggregate", "--kind", "classification", shell.path("votes.csv"), "--out", shell.path("out.csv")],
    )
    expect(out).toMatch(/the same task again: 7 votes; .*timestamp counts, and without a time none does \(2 times\)/)
    shell.file("votes.csv", ["task,worker,label", ...again.reverse()])
    await classify(shell, ...(words("votes.csv") as [string, ...string[]])) // one path and more
    expect([shell.read("out.csv"), shell.read("why.jsonl")]).toEqual([first, why])
  })

  test.each([
    ["classification", "auto"],
    ["rating", "mean"],
    ["rating", "ordinal"],
  ])("a task that no vote is left for has no answer (%s, %s)", async (kind, method) => {
    const shell = openShell("none")
    const file = shell.file("votes.csv", ["task,worker,label", "t0,w0,1", "t0,w0,2", "t1,w0,2", "t1,w1,2"])
    const words = ["--kind", kind, "--method", method, file, "--out", shell.path("out.csv")]
    await shell.json(0, "aggregate", ...words, "--explain", shell.path("why.jsonl"))
    expect(shell.lines("out.csv").map((line) => line.split(",").slice(0, 2).join())).toEqual(["task,label", "t1,2"])
    expect(shell.lines("why.jsonl").map((line) => JSON.parse(line))).toMatchObject([
      { task: "t0", label: null, votes: [] },
      { task: "t1" },
    ])
  })

  test.each(["classification", "rating"])(
    "of --kind %s the latest vote by timestamp counts, in any order",
    async (kind) => {
      const shell = openShell("latest")
      const rows = [
        "t0,w0,1,2026-01-01T10:00Z",
        't0,w0,3,"2026-01-01T12:00:00+01:00"',
        "t0,w0,2,2026-01-01T10:30Z",
        "t1,w0,5,2026-01-01",
      ]
      for (const order of [rows, [...rows].reverse()]) {
        const file = shell.file("votes.csv", ["task,worker,label,timestamp", ...order])
        const json = await shell.json(0, "aggregate", "--kind", kind, file, "--out", shell.path("out.csv"))
        expect(json.counts).toMatchObject({ votes: 2, repeats: 2 })
        expect(shell.lines("out.csv").map((line) => line.split(",").slice(0, 2).join())).toEqual([
          "task,label",
          "t0,3",
          "t1,5",
        ])
      }
    },
  )

  test("columns may stand in any order, with others between, after a byte order mark and with Windows line ends", async () => {
    const shell = openShell("columns")
    const rows = ["\uFEFFlabel,time,worker,task", "no,1,w0,t0", "no,2,w1,t0", "", "yes,3,w0,t1"]
    await classify(shell, shell.file("votes.csv", rows.join("\r\n")), "--method", "majority")
    expect(
      shell
        .lines("out.csv")
        .slice(1)
        .map((line) => line.split(",").slice(0, 2)),
    ).toEqual([
      ["t0", "no"],
      ["t1", "yes"],
    ])
  })

  test("--no-header takes the first line as a vote", async () => {
    const shell = openShell("bare")
    const json = await classify(shell, shell.file("votes.csv", votes().rows), "--no-header")
    expect(json.counts).toMatchObject({ votes: 200 })
  })

  test("as a process it prints one JSON object and nothing else", async () => {
    const shell = openShell("process")
    const input = shell.file("votes.csv", ["task,worker,label", ...votes().rows])
    const words = ["aggregate", "--kind", "classification", input, "--out", shell.path("deep/er/out.csv"), "--json"]
    const done = await justesse(shell.path("data"), ...words)
    expect([done.code, done.error]).toEqual([0, ""])
    expect(JSON.parse(done.out)).toMatchObject({ kind: "classification", counts: { tasks: 40 } })
    expect(shell.lines("deep/er/out.csv")).toHaveLength(41)
  })
})

describe("aggregate --kind boxes", () => {
  const people = ["a", "b", "c", "d"]
  const rows = Array.from({ length: 12 }, (_, i) =>
    people.map((annotator, p) => {
      const shift = [0, 1, -1, 0.5][p] ?? 0
      const boxes = i === 0 ? [] : [[20 + shift, 30, 40, 50], ...(p === 3 && i === 5 ? [[200, 200, 9, 9]] : [])]
      return JSON.stringify({ image: `p${String(i).padStart(2, "0")}`, annotator, boxes })
    }),
  ).flat()

  test("gives each picture its boxes with confidence and intervals; an empty answer is an answer", async () => {
    const shell = openShell("boxes")
    const words = [
      "--kind",
      "boxes",
      shell.file("in.jsonl", rows),
      "--out",
      shell.path("out.jsonl"),
      "--explain",
      shell.path("why.jsonl"),
    ]
    const json = await shell.json(0, "aggregate", ...words)
    expect(json).toMatchObject({
      method: "reliability",
      counts: { images: 12, people: 4, answers: 48, boxes: 11, emptyImages: 1 },
    })
    const images = shell.lines("out.jsonl").map((line) => JSON.parse(line))
    expect(images[0]).toEqual({ image: "p00", boxes: [] })
    const [box] = images[5].boxes
    expect(images[5].boxes).toHaveLength(1)
    expect([box.x, box.y, box.w, box.h].map(Math.round)).toEqual([20, 30, 40, 50])
    expect(box.confidence).toBeGreaterThan(0.9)
    expect(box.interval.left[0]).toBeLessThanOrEqual(box.x)
    expect(box.interval.right[1]).toBeGreaterThanOrEqual(box.x + box.w)
    const why = shell.lines("why.jsonl").map((line) => JSON.parse(line))[5]
    expect(why.leftOut).toHaveLength(1)
    expect(why.leftOut[0].votes.filter((vote: { box: number | null }) => vote.box !== null)).toHaveLength(1)
    const logOdds = why.boxes[0].votes.reduce(
      (sum: number, v: { contribution: number }) => sum + v.contribution,
      why.boxes[0].prior,
    )
    expect(1 / (1 + Math.exp(-logOdds))).toBeCloseTo(box.confidence, 4)
  })

  test("gold moves all boxes by what people draw wrong together; labels are decided beside the place", async () => {
    const shell = openShell("offset")
    const named = rows.map((row) => {
      const answer = JSON.parse(row)
      return JSON.stringify({ ...answer, labels: answer.boxes.map(() => (answer.annotator === "d" ? "van" : "car")) })
    })
    const gold = Array.from({ length: 11 }, (_, i) =>
      JSON.stringify({ image: `p${String(i + 1).padStart(2, "0")}`, boxes: [[24, 30, 40, 50]] }),
    )
    const json = await shell.json(
      0,
      "aggregate",
      "--kind",
      "boxes",
      shell.file("in.jsonl", named),
      "--out",
      shell.path("out.jsonl"),
      "--gold",
      shell.file("gold.jsonl", gold),
    )
    expect(json).toMatchObject({ counts: { gold: 11 } })
    const [box] = JSON.parse(shell.lines("out.jsonl")[3] ?? "").boxes
    expect(box.x).toBeGreaterThan(20.5)
    expect(box.label).toBe("car")
    expect(box.labelConfidence).toBeGreaterThan(0.5)
  })
})

describe("aggregate --kind transcription", () => {
  const rows = [
    "1\ta\tThe cat sat on the mat",
    "1\tb\tThe cat sat on a mat",
    "1\tc\tThe cat sat on the mat",
    "2\ta\t",
    "2\tb\t",
    "3\ta\tשלום עולם",
    "3\tb\tשלום עולם",
    "3\tc\tשלום",
  ]

  test("gives each task a text with its confidence; an empty text is an answer", async () => {
    const shell = openShell("texts")
    const words = [
      shell.file("in.tsv", ["task\tworker\ttext", ...rows]),
      "--out",
      shell.path("out.tsv"),
      "--explain",
      shell.path("why.jsonl"),
    ]
    const json = await shell.json(0, "aggregate", "--kind", "transcription", ...words)
    expect(json).toMatchObject({ method: "rover", counts: { tasks: 3, people: 3, answers: 8 } })
    const [header, ...texts] = shell.lines("out.tsv").map((line) => line.split("\t"))
    expect(header).toEqual(["task", "text", "confidence"])
    expect(texts.map((cells) => cells.slice(0, 2))).toEqual([
      ["1", "The cat sat on the mat"],
      ["2", ""],
      ["3", "שלום עולם"],
    ])
    const why = JSON.parse(shell.lines("why.jsonl")[0] ?? "")
    expect(why.words.map((slot: { word: string }) => slot.word)).toEqual(["The", "cat", "sat", "on", "the", "mat"])
    expect(why.words[4].votes.map((vote: { worker: string; word: string }) => [vote.worker, vote.word])).toContainEqual(
      ["b", "a"],
    )
  })

  test("with gold the error rates of the result are said", async () => {
    const shell = openShell("scored")
    const gold = shell.file("gold.tsv", ["task\ttext", "1\tthe cat sat on the mat", "9\tnobody"])
    const input = shell.file("in.tsv", ["task\tworker\ttext", ...rows])
    const json = await shell.json(
      0,
      "aggregate",
      "--kind",
      "transcription",
      input,
      "--out",
      shell.path("o.tsv"),
      "--gold",
      gold,
    )
    expect(json.score).toMatchObject({ texts: 1, wer: { micro: 0 } })
  })
})

describe("aggregate --kind rating", () => {
  /** 30 tasks of value 10 × t; four people with noise of their own, one of whom always says 20 more. */
  const rows = Array.from({ length: 30 }, (_, t) =>
    [0, 1, 2, 3].map(
      (w) => `t${String(t).padStart(2, "0")},w${w},${t * 10 + ((t * 7 + w * 5) % 9) - 4 + (w === 3 ? 20 : 0)}`,
    ),
  ).flat()
  const rate = (shell: Shell, input: string, ...more: string[]) =>
    shell.json(0, "aggregate", "--kind", "rating", input, "--out", shell.path("out.csv"), ...more)

  test.each(["mean", "median", "middle", "trimmed", "offsets"])(
    "--method %s: what the votes did adds up to each task's number",
    async (method) => {
      const shell = openShell("ratings")
      const input = shell.file("in.csv", ["task,worker,label", ...rows, "t00,w4,900"])
      const json = await rate(shell, input, "--method", method, "--explain", shell.path("why.jsonl"))
      expect(json).toMatchObject({ method, why: null, counts: { tasks: 30, people: 5, votes: 121 }, scale: [-4, 900] })
      const [header, ...answers] = shell.lines("out.csv")
      expect(header).toBe("task,label,confidence,votes")
      const reasons = shell.lines("why.jsonl").map((line) => JSON.parse(line))
      for (const [t, { task, label, interval, votes: each }] of reasons.entries()) {
        const sum = each.reduce((total: number, vote: { contribution: number }) => total + vote.contribution, 0)
        expect(sum).toBeCloseTo(label, 4)
        expect(interval[0]).toBeLessThanOrEqual(label)
        expect(answers[t]).toMatch(new RegExp(`^${task},${label},[01](\\.\\d+)?,${each.length}$`))
      }
    },
  )

  test("auto takes offsets of people where they foretell left-out ratings, and says by how much", async () => {
    const shell = openShell("auto")
    // Offsets move tasks against each other only where not all have the same people.
    const some = rows.filter((_, n) => n % 4 !== Math.floor(n / 4) % 4)
    const json = await rate(shell, shell.file("in.csv", ["task,worker,label", ...some]))
    expect(json).toMatchObject({ asked: "auto", method: "offsets", why: { code: "offsets_foretell_better" } })
    const { plainError, offsetError } = json.why as { plainError: number; offsetError: number } // NaN fails below
    expect(offsetError).toBeLessThan(0.9 * plainError)
  })

  test("ordinal answers with one of the numbers that were given; gold is fixed there and only scores the others", async () => {
    const shell = openShell("ordinal")
    const stars = Array.from({ length: 40 }, (_, t) =>
      [0, 1, 2].map((w) => `t${t},w${w},${Math.min(5, 1 + (t % 5) + ((t + w) % 7 === 0 ? 1 : 0))}.0`),
    )
    const input = shell.file("in.csv", ["task,worker,label", ...stars.flat()])
    const gold = shell.file("gold.csv", ["task,label", "t0,4"])
    const json = await rate(shell, input, "--method", "ordinal", "--gold", gold)
    expect(json).toMatchObject({ method: "ordinal", counts: { classes: 5, gold: 1 } })
    expect(shell.lines("out.csv")[1]).toBe("t0,4,1,3")
    expect(
      shell
        .lines("out.csv")
        .slice(1)
        .every((line) => /^t\d+,[1-5],/.test(line)),
    ).toBe(true)
    const scored = await rate(shell, input, "--method", "mean", "--gold", gold)
    expect(scored.score).toMatchObject({ tasks: 1, meanAbsoluteError: expect.any(Number) })
  })
})

describe("aggregate --kind outlines", () => {
  const square = (x: number, side: number) => [
    [x, 10],
    [x + side, 10],
    [x + side, 10 + side],
    [x, 10 + side],
  ]
  const rows = Array.from({ length: 6 }, (_, i) =>
    ["a", "b", "c"].map((annotator, p) => {
      const ring = square(20 + p, 60)
      const tilted = { type: "rotatedBox", x: 200 + p, y: 50, width: 80, height: 20, rotationDeg: 10 + 2 * p }
      const shapes = i === 0 ? [] : [{ type: "polygon", rings: [ring] }, ...(p === 1 && i === 1 ? [] : [tilted])]
      return JSON.stringify({ image: `p${i}`, annotator, shapes })
    }),
  ).flat()
  const call = (shell: Shell, lines: readonly string[], ...more: string[]) =>
    shell.json(
      0,
      ...["aggregate", "--kind", "outlines", shell.file("in.jsonl", lines), "--out", shell.path("out.jsonl"), ...more],
    )

  test("gives each picture its shapes of any kind; an empty answer is an answer", async () => {
    const shell = openShell("outlines")
    const json = await call(shell, rows, "--explain", shell.path("why.jsonl"))
    expect(json).toMatchObject({
      method: "reliability",
      counts: { images: 6, people: 3, answers: 18, shapes: 10, doubted: 0 },
    })
    const images = shell.lines("out.jsonl").map((line) => JSON.parse(line))
    expect(images[0]).toEqual({ image: "p0", shapes: [] })
    expect(images[2].shapes).toMatchObject([
      { type: "polygon", confidence: 1 },
      { type: "rotatedBox", width: 80, height: 20, confidence: 1 },
    ])
    expect(images[2].shapes[1].rotationDeg).toBeCloseTo(12, 1)
    expect(images[2].shapes[1].y).toBeCloseTo(50, 1)
    const [ring] = images[2].shapes[0].rings
    for (const [x, y] of square(21, 60))
      expect(
        Math.min(...ring.map(([px, py]: [number, number]) => Math.hypot(px - (x ?? 0), py - (y ?? 0)))),
      ).toBeLessThan(1)
    expect(images[1].shapes[1].confidence).toBeCloseTo(2 / 3, 5)
    expect(JSON.parse(shell.lines("why.jsonl")[1] ?? "").shapes[1].votes).toEqual([
      { annotator: "a", shape: 1 },
      { annotator: "c", shape: 1 },
    ])
    const first = shell.read("out.jsonl")
    await call(shell, [...rows].reverse())
    expect(shell.read("out.jsonl")).toBe(first)
  })

  test.each([
    { line: '{"image":"p","annotator":"a"}', says: /in\.jsonl:1: "shapes" is missing/ },
    {
      line: '{"image":"p","annotator":"a","shapes":[{"type":"polygon","rings":[[[0,0],[1,1]]]}]}',
      says: /:1: shape 1 is none/,
    },
    { line: '{"image":"p","annotator":"a","shapes":[{"type":"blob"}]}', says: /:1: shape 1 is none that is known/ },
    {
      line: '{"image":"p","annotator":"a","shapes":[]}\n{"image":"p","annotator":"a","shapes":[]}',
      says: /:2: a answered p on line 1 already/,
    },
    { line: "", says: /there are no answers/ },
  ])("says what is wrong: $line", async ({ line, says }) => {
    const shell = openShell("outlinesWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "outlines", shell.file("in.jsonl", line), "--out", shell.path("out.jsonl")],
    )
    expect([code, says.test(error) ? "said" : error]).toEqual([2, "said"])
  })
})

describe("aggregate --kind audio", () => {
  const says = (startMs: number, endMs: number, speaker: string, text: string) => ({ startMs, endMs, speaker, text })
  const rows = ["a", "b", "c"].flatMap((annotator, p) => [
    JSON.stringify({
      ...{ recording: "r1", annotator },
      segments: [
        says(20 * p, 1_000 + 20 * p, p === 1 ? "Host" : "1", p === 2 ? "good mourning" : "good morning"),
        says(1_500, 2_400, p === 1 ? "Guest" : "2", "hello"),
      ],
    }),
    JSON.stringify({ recording: "r2", annotator, segments: p === 0 ? [says(0, 400, "1", "hm")] : [] }),
  ])
  const truth = [
    '{"recording":"r1","segments":[{"startMs":20,"endMs":1020,"speaker":"x","text":"good morning"},{"startMs":1500,"endMs":2400,"speaker":"y","text":"hello"}]}',
    '{"recording":"r2","segments":[]}',
  ]
  const call = (shell: Shell, lines: readonly string[], ...more: string[]) =>
    shell.json(
      0,
      ...["aggregate", "--kind", "audio", shell.file("in.jsonl", lines), "--out", shell.path("out.jsonl"), ...more],
    )

  test("gives each recording who speaks when, and what; nobody is an answer", async () => {
    const shell = openShell("audio")
    const json = await call(
      shell,
      rows,
      "--explain",
      shell.path("why.jsonl"),
      "--gold",
      shell.file("gold.jsonl", truth),
    )
    expect(json).toMatchObject({
      method: "rover",
      counts: { recordings: 2, people: 3, answers: 6, segments: 2, gold: 2 },
      score: { wer: { micro: 0 }, missed: 0, extra: 0 },
      people: { a: { extra: 1 }, c: { wer: { substitutions: 1 } } },
    })
    const heard = shell.lines("out.jsonl").map((line) => JSON.parse(line))
    expect(heard[0]).toMatchObject({
      recording: "r1",
      segments: [
        { speaker: "1", text: "good morning", share: 1 },
        { startMs: 1_500, endMs: 2_400, speaker: "2", text: "hello" },
      ],
    })
    expect(heard[1]).toEqual({ recording: "r2", segments: [] })
    const why = shell.lines("why.jsonl").map((line) => JSON.parse(line))
    expect(why[0].speakers).toContainEqual({ annotator: "b", speaker: "Host", as: "1" })
    expect(why[0].segments[0].annotators).toEqual(["a", "b", "c"])
    expect(why[1].speakers).toEqual([{ annotator: "a", speaker: "1", as: null }])
    const first = shell.read("out.jsonl")
    await call(shell, [...rows].reverse())
    expect(shell.read("out.jsonl")).toBe(first)
  })

  test.each([
    { line: '{"recording":"r","annotator":"a"}', says: /in\.jsonl:1: "segments" is missing/ },
    { line: '{"annotator":"a","segments":[]}', says: /:1: "recording" is missing/ },
    {
      line: '{"recording":"r","annotator":"a","segments":[{"startMs":5,"endMs":5}]}',
      says: /:1: segment 1 has no time .* the end after the start/,
    },
    { line: '{"recording":"r","annotator":"a","segments":[null]}', says: /:1: segment 1 has no time/ },
    {
      line: '{"recording":"r","annotator":"a","segments":[{"startMs":0,"endMs":5,"text":7}]}',
      says: /:1: segment 1: speaker and text are no text/,
    },
    {
      line: '{"recording":"r","annotator":"a","segments":[]}\n{"recording":"r","annotator":"a","segments":[]}',
      says: /:2: a answered r on line 1 already/,
    },
    { line: "", says: /there are no answers/ },
  ])("says what is wrong: $line", async ({ line, says: sentence }) => {
    const shell = openShell("audioWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "audio", shell.file("in.jsonl", line), "--out", shell.path("out.jsonl")],
    )
    expect([code, sentence.test(error) ? "said" : error]).toEqual([2, "said"])
  })
})

describe("aggregate --kind comparison", () => {
  const rows = ["a", "b", "c"].flatMap((worker) => [
    `t1,x,y,${worker},left`,
    `t2,y,z,${worker},${worker === "c" ? "tie" : "left"}`,
    `t3,p,q,${worker},right`,
    `t4,x,z,${worker},neither`,
  ])
  const header = "task,left,right,worker,answer"
  const call = (shell: Shell, lines: readonly string[]) =>
    shell.json(0, ...["aggregate", "--kind", "comparison", shell.file("in.csv", lines), "--out", shell.path("out.csv")])

  test("gives an order with intervals, groups apart", async () => {
    const shell = openShell("comparison")
    const json = await call(shell, [header, ...rows])
    expect(json).toMatchObject({
      method: "bradley-terry",
      counts: { comparisons: 12, items: 5, people: 3, groups: 2, circular: 0 },
      neither: 0.25,
    })
    const lines = shell.lines("out.csv").map((line) => line.split(","))
    expect(lines.map(([item, , , , group]) => [item, group])).toEqual([
      ["item", "group"],
      ["q", "1"],
      ["p", "1"],
      ["x", "2"],
      ["y", "2"],
      ["z", "2"],
    ])
    const [, strength, low, high] = (lines[1] ?? []).map(Number)
    expect([low, strength, high]).toEqual([low, strength, high].toSorted((a, b) => (a ?? 0) - (b ?? 0)))
    const first = shell.read("out.csv")
    await call(shell, [header, ...rows.toReversed()])
    expect(shell.read("out.csv")).toBe(first)
  })

  test("of a person's answers to one task the latest counts", async () => {
    const shell = openShell("comparisonAgain")
    const json = await call(shell, [`${header},timestamp`, "t1,x,y,a,left,2", "t1,x,y,a,right,3"])
    expect(json).toMatchObject({ counts: { comparisons: 1, repeats: 1 } })
    expect(shell.lines("out.csv")[1]).toMatch(/^y,/)
  })

  test("says what is wrong", async () => {
    const shell = openShell("comparisonWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "comparison", shell.file("in.csv", [header, "t1,x,y,a,maybe"])],
      ...["--out", shell.path("out.csv")],
    )
    expect([code, error]).toEqual([
      2,
      expect.stringMatching(/in\.csv:2: "maybe" is no answer\. Write left, right, tie, neither/),
    ])
  })
})
