import { describe, expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import type { ProjectTask } from "./input.ts"
import { boxRowsOf, inOrder, sizesOf } from "./rows.ts"

const box = (id: string, x: number, label = "crate") => region(id, [x, 10, 50, 40], { label })

describe("rows of a project", () => {
  const task = (name: string, ...answers: ProjectTask["answers"]): ProjectTask => ({
    task: name,
    answers,
    final: null,
    finalBy: "answers",
  })

  test("come by name of task and person, by code units and not by any language", () => {
    const said = (person: string, atMs = 1) => ({ person, atMs, regions: [] })
    const ordered = inOrder([task("b", said("ö"), said("z"), said("Z")), task("B"), task("10"), task("9")])
    expect(ordered.map((one) => one.task)).toEqual(["10", "9", "B", "b"])
    expect(ordered.at(-1)?.answers.map(({ person }) => person)).toEqual(["Z", "z", "ö"])
  })

  test("hold one answer a person, the latest", () => {
    const [only] = inOrder([
      task(
        "t",
        { person: "ana", atMs: 5, regions: [] },
        { person: "ana", atMs: 9, regions: [box("a", 1)] },
        { person: "ana", atMs: 7, regions: [] },
      ),
    ])
    expect(only?.answers).toEqual([{ person: "ana", atMs: 9, regions: [box("a", 1)] }])
  })

  test("leave what they were given alone", () => {
    const given = [task("b"), task("a")]
    inOrder(given)
    expect(given.map((one) => one.task)).toEqual(["b", "a"])
  })

  test("name boxes by their place in the answer, with their labels as classes", () => {
    const rows = boxRowsOf("t", [
      { person: "ana", regions: [box("a", 1), box("b", 2, "sack")] },
      { person: "ben", regions: [] },
    ])
    expect(rows).toEqual([
      {
        image: "t",
        person: "ana",
        boxes: [
          [1, 10, 50, 40],
          [2, 10, 50, 40],
        ],
        classes: ["crate", "sack"],
      },
      { image: "t", person: "ben", boxes: [], classes: [] },
    ])
  })

  test("know the size of pictures that have one", () => {
    const sized = { ...task("a"), size: { width: 7, height: 5 } }
    expect([...sizesOf([sized, task("b")])]).toEqual([["a", [7, 5]]])
  })
})
