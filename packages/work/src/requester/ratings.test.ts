import fc from "fast-check"
import { expect, test } from "vitest"
import { RATED, type Rating, tellRatings } from "./ratings.ts"

const DAY = 86_400_000
const rating = (id: number, personId: number, value: number, atMs = id): Rating => ({
  ...{ id, personId, atMs, clarity: value, respect: value, promptness: value },
})

test("nothing is shown of four people, nor within a week", () => {
  const four = [1, 2, 3, 4].map((id) => rating(id, id, 5))
  expect(tellRatings(four, 90 * DAY)).toBeNull()
  const five = [...four, rating(5, 5, 2)]
  expect(tellRatings(five, 7 * DAY + 4)).toBeNull()
  expect(tellRatings(five, 7 * DAY + 5)).toEqual({ people: 5, clarity: 4.5, respect: 4.5, promptness: 4.5 })
})

test("one person who rates five times is one person", () => {
  expect(
    tellRatings(
      [1, 2, 3, 4, 5, 6].map((id) => rating(id, 1, 1)),
      90 * DAY,
    ),
  ).toBeNull()
})

test("a view changes only with five people more, and rests on them alone", () => {
  const first = [1, 2, 3, 4, 5].map((id) => rating(id, id, 3))
  const more = [6, 7, 8, 9].map((id) => rating(id, id, 5))
  expect(tellRatings([...first, ...more], 90 * DAY)?.clarity).toBe(3)
  expect(tellRatings([...first, ...more, rating(10, 1, 5)], 90 * DAY)?.clarity).toBe(5)
})

/** Every view that anybody could have had of a history, in order. */
const viewsOf = (ratings: readonly Rating[]) => ratings.map(({ atMs }) => tellRatings(ratings, atMs + 7 * DAY))

const histories = fc
  .array(fc.record({ personId: fc.integer({ min: 1, max: 12 }), value: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 5,
    maxLength: 40,
  })
  .map((all) => all.map(({ personId, value }, i) => rating(i + 1, personId, value)))

test("each rating could have been another with every view the same: no view and no two of them tell one (REQ-2)", () => {
  fc.assert(
    fc.property(histories, fc.nat(), (ratings, pick) => {
      const seen = JSON.stringify(viewsOf(ratings))
      const own = ratings[pick % ratings.length]
      if (!own) return
      for (const rated of RATED) {
        const others = ratings.flatMap((one) => {
          const moved = [1, 2, 3, 4, 5].filter((value) => value !== own[rated])
          return moved.map((value) => ({ swapped: one, value }))
        })
        // Another value for this one, with the old one given to somebody else, or with nobody else changed.
        const isHidden = others.some(({ swapped, value }) => {
          const alternative = ratings.map((one) => {
            if (one === own) return { ...one, [rated]: value }
            return one === swapped && one[rated] === value ? { ...one, [rated]: own[rated] } : one
          })
          return JSON.stringify(viewsOf(alternative)) === seen
        })
        expect(isHidden).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})
