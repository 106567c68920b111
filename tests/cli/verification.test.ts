import { describe, expect, test } from "vitest"
import { openShell, type Shell } from "./shell.ts"

const HEADER = "task,worker,label"
/** Thirty things that three people find right, ten that two of them find wrong; the third says right to everything. */
const ROWS = [
  ...Array.from({ length: 30 }, (_, n) => ["a", "b", "c"].map((worker) => `r${n},${worker},right`)).flat(),
  ...Array.from({ length: 10 }, (_, n) => [`w${n},a,wrong`, `w${n},b,wrong`, `w${n},c,right`]).flat(),
  ...["m,a,fix", "m,b,fix", "m,c,right", "u,a,cannot_tell", "u,b,Cannot tell"],
]

describe("aggregate --kind verification", () => {
  const call = (shell: Shell, lines: readonly string[], ...more: string[]) =>
    shell.json(
      0,
      ...["aggregate", "--kind", "verification", shell.file("in.csv", lines), "--out", shell.path("out.csv"), ...more],
    )
  const answers = (shell: Shell) => new Map(shell.lines("out.csv").map((line) => [line.split(",")[0], line.split(",")]))

  test("says of each thing whether it is right, to be mended or wrong, in any order of rows", async () => {
    const shell = openShell("checks")
    const json = await call(shell, [HEADER, ...ROWS], "--explain", shell.path("why.jsonl"))
    expect(json).toMatchObject({
      method: "evidence",
      counts: { tasks: 42, people: 3, votes: 125, redraw: 10, cannotTell: 1, gold: 0 },
      ...{ share: 0.7, shareFitted: false },
    })
    expect(shell.lines("out.csv")[0]).toBe("task,label,confidence,votes")
    const found = answers(shell)
    expect(["r1", "w1", "m"].map((task) => found.get(task)?.[1])).toEqual(["right", "wrong", "fix"])
    expect(found.get("u")).toEqual(["u", "cannot_tell", "0", "2"])
    const why = shell.lines("why.jsonl").map((line) => JSON.parse(line))
    expect(why).toHaveLength(42)
    for (const { prior, added, probability, votes } of why) {
      expect(1 / (1 + Math.exp(-(prior + added)))).toBeCloseTo(probability, 4)
      expect(votes.reduce((sum: number, vote: { contribution: number }) => sum + vote.contribution, 0)).toBeCloseTo(
        added,
        4,
      )
    }
    const people = json.people as Record<string, { found: number; refused: number; cannotTell: number }> // as documented
    expect(people["c"]?.refused).toBeLessThan(people["a"]?.refused ?? 0)
    expect(people["a"]).toMatchObject({ cannotTell: 1 })
    const first = shell.read("out.csv")
    await call(shell, [HEADER, ...ROWS.toReversed()])
    expect(shell.read("out.csv")).toBe(first)
  })

  test("gold is what it is, and teaches how people check and what a check counts", async () => {
    const shell = openShell("checksGold")
    const known = Array.from({ length: 20 }, (_, n) => `r${n},${n < 2 ? "wrong" : "right"}`)
    const gold = shell.file("gold.csv", ["task,label", ...known, "elsewhere,right"])
    const json = await call(shell, [HEADER, ...ROWS], "--gold", gold)
    expect(json).toMatchObject({ counts: { gold: 20 }, shareFitted: true })
    expect(answers(shell).get("r0")).toEqual(["r0", "wrong", "1", "3"])
  })

  test("where there are enough to know people they are compared as classes, as the studio does", async () => {
    const shell = openShell("checksMany")
    const many = Array.from({ length: 200 }, (_, n) =>
      ["a", "b", "c"].map((worker) => `m${n},${worker},${n % 4 === 0 && worker !== "c" ? "wrong" : "right"}`),
    ).flat()
    const json = await call(shell, [HEADER, ...many])
    expect(json.method).not.toBe("evidence")
    expect(json).toMatchObject({ why: { code: "predicts_best" }, counts: { tasks: 200, votes: 600 } })
    expect(["m0", "m1"].map((task) => answers(shell).get(task)?.[1])).toEqual(["wrong", "right"])
    expect(await call(shell, [HEADER, ...many], "--method", "evidence")).toMatchObject({ method: "evidence" })
    expect(await call(shell, [HEADER, ...ROWS], "--method", "classes")).toMatchObject({ method: "majority" })
  })

  test("of a person's checks of one task the latest counts", async () => {
    const shell = openShell("checksAgain")
    const json = await call(shell, [`${HEADER},timestamp`, "t,a,wrong,1", "t,a,right,2", "u,b,wrong,1"])
    expect(json).toMatchObject({ counts: { votes: 2, repeats: 1 } })
    expect(answers(shell).get("t")?.[1]).toBe("right")
  })

  test.each([
    {
      lines: [HEADER, "t,a,maybe"],
      gold: null,
      says: /in\.csv:2: "maybe" is no answer\. Write right, fix, wrong, cannot/,
    },
    { lines: ["task,label", "t,right"], gold: null, says: /in\.csv:1: the first line names no column "worker"/ },
    { lines: [HEADER], gold: null, says: /in\.csv:1: there are no rows/ },
    {
      lines: [HEADER, "t,a,right"],
      gold: ["task,label", "t,cannot_tell"],
      says: /gold\.csv:2: "cannot_tell" is no answer\. Write right, fix, wrong\./,
    },
    { lines: [HEADER, "t,a,right"], gold: ["task,label", "x,right"], says: /names no task of .*in\.csv/ },
    {
      lines: [HEADER, "t,a,right"],
      gold: ["task,label", "t,right", "t,wrong"],
      says: /gold\.csv:3: the task t stands on line 2 with another label/,
    },
  ])("says what is wrong: $lines $gold", async ({ lines, gold, says }) => {
    const shell = openShell("checksWrong")
    const { code, error } = await shell.call(
      ...["aggregate", "--kind", "verification", shell.file("in.csv", lines), "--out", shell.path("out.csv")],
      ...(gold ? ["--gold", shell.file("gold.csv", gold)] : []),
    )
    expect([code, says.test(error) ? "said" : error]).toEqual([2, "said"])
  })
})
