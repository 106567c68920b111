import { expect, test } from "vitest"
import { projectFigures, sharesByDay } from "./figures.ts"
import { fitProject } from "./fit.ts"
import { simulated } from "./generatedForTests.ts"

test("x", () => {
  const input = simulated({
    people: [
      { name: "a", bias: [4, 0, 4, 0] },
      { name: "b" },
      { name: "c", wrong: 0.1 },
      { name: "d", miss: 0.2 },
      { name: "e" },
    ],
    pictures: 200,
    each: 2,
    sides: [8, 100],
    missSmall: 0.4,
    keep: "truth",
  })
  let t = performance.now()
  const model = fitProject(input)
  console.log(performance.now() - t)
  t = performance.now()
  const f = projectFigures(input, model)
  console.log(performance.now() - t)
  console.log(
    JSON.stringify(model.method),
    JSON.stringify(model.people, null, 0),
    JSON.stringify(
      model.boxes?.people.map((p) => [p.person, p.bias.map((x) => x.toFixed(3)), p.missFactor, p.compared]),
    ),
  )
  console.log(
    JSON.stringify({ ...f, agreementSlots: f.agreementSlots.length, days: sharesByDay(f.agreementSlots, 60) }, null, 0),
  )
  expect(f.people.length).toBe(5)
})
