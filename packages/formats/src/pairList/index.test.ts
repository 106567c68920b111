import { describe, expect, test } from "vitest"
import { readPairs } from "./index.ts"

const pairsIn = async (text: string) => {
  const { pairs, report } = await readPairs(text, "pairs.txt")
  return {
    pairs: pairs.map(({ first, second, line }) => `${line}: ${first} ${second}`),
    report: report.map(({ code, line, found }) => [code, line, ...(found === undefined ? [] : [found])]),
  }
}

describe("which are to be compared", () => {
  test.each([
    ["without a head", "a.jpg,b.jpg\nc.jpg,d.jpg\n", ["1: a.jpg b.jpg", "2: c.jpg d.jpg"]],
    ["first and second", "id,second,first\n7,b.jpg,a.jpg\n", ["2: a.jpg b.jpg"]],
    ["left and right, with semicolons", "Left;Right\na, b.jpg;c.jpg\n", ["2: a, b.jpg c.jpg"]],
    ["in quotes", '"a ""1"".jpg","dir/b.jpg"\n', ['1: a "1".jpg dir/b.jpg']],
    ["lists, a line each", '["a.jpg","b.jpg"]\n\n["c.wav","d.wav"]\n', ["1: a.jpg b.jpg", "3: c.wav d.wav"]],
    [
      "objects",
      '{"left":"a.jpg","right":"b.jpg"}\n{"image_a":"c.jpg","image_b":"d.jpg"}',
      ["1: a.jpg b.jpg", "2: c.jpg d.jpg"],
    ],
    ["a mark at the start", '\uFEFF{"first":"a.jpg","second":"b.jpg"}', ["1: a.jpg b.jpg"]],
  ])("%s", async (_, text, pairs) => {
    expect(await pairsIn(text)).toEqual({ pairs, report: [] })
  })

  test("tasks of Label Studio: left and right, else the only two that are pictures or recordings", async () => {
    const task = (data: object) => JSON.stringify({ id: 1, data, annotations: [] })
    const text = `[\n${[
      task({ left: "/data/local-files/?d=dir%20one/a.png", right: "/data/upload/3/1a2b3c4d-b.png" }),
      task({ image1: "s3://bucket/c.jpg", image2: "https://x.example/d.jpg?w=80", prompt: "Which?" }),
      task({ text1: "one", text2: "two" }),
      task({ left: "a.png", right: "a.png" }),
    ].join(",\n")}\n]`
    expect(await pairsIn(text)).toEqual({
      pairs: ["2: dir one/a.png b.png", "3: c.jpg d.jpg"],
      report: [
        ["pair_unreadable", 4],
        ["pair_of_itself", 5, "a.png"],
      ],
    })
  })

  test.each([
    [
      "one name alone",
      "a.jpg,b.jpg\nc.jpg\n,d.jpg\n",
      [
        ["pair_unreadable", 2],
        ["pair_unreadable", 3],
      ],
    ],
    ["the same twice", "a.jpg, a.jpg \n", [["pair_of_itself", 1, "a.jpg"]]],
    [
      "no JSON",
      '["a.jpg","b.jpg"]\n[oops\n["c"]\n{"x":1}',
      [
        ["pair_unreadable", 2],
        ["pair_unreadable", 3],
        ["pair_unreadable", 4],
      ],
    ],
    ["nested without end", `${"[".repeat(5_000)}`, [["pair_unreadable", 1]]],
    ["tasks cut off", '[{"data":{"left":"a.png","right":"b.png"}},\n{"data":', [["pair_unreadable", 2]]],
  ])("%s is told with its line, and the rest goes in", async (_, text, report) => {
    const found = await pairsIn(text)
    expect(found.report).toEqual(report)
  })
})
