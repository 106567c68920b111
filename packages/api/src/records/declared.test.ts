import { describe, expect, test } from "vitest"
import { z } from "zod"
import { person, router } from "../core/trpc.ts"
import { appRouter } from "../index.ts"
import { refuseUndeclared, undeclaredIn } from "./declared.ts"
import { fieldsOf } from "./fields.ts"

describe("what annotators' browsers can send", () => {
  test("2f: is all in the register of what is measured", () => {
    expect(Object.fromEntries(undeclaredIn(appRouter))).toEqual({})
  })

  test("a field that nobody declared is found in whatever procedure, however deep", () => {
    const Input = z.strictObject({ project: z.string(), batches: z.array(z.strictObject({ zoomHistory: z.number() })) })
    const work = router({
      heartbeat: person("work")
        .input(Input)
        .output(z.null())
        .mutation(() => null),
    })
    expect([...undeclaredIn(router({ work }))]).toEqual([["work.heartbeat", ["batches[].zoomHistory"]]])
  })

  test("a call of a procedure with such a field is refused by the field's name, and no other call is", () => {
    const undeclared = new Map([["work.heartbeat", ["batches[].zoomHistory"]]])
    expect(() => refuseUndeclared(undeclared, ["work.next", "work.heartbeat"])).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        detail: { field: "batches[].zoomHistory", rule: "not in the register" },
      }),
    )
    expect(() => refuseUndeclared(undeclared, ["work.next"])).not.toThrow()
    expect(() => refuseUndeclared(new Map(), ["work.heartbeat"])).not.toThrow()
  })

  test("fields are named through lists, records, choices and upgrades", () => {
    const Either = z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.int().nullable() })])
    const Schema = z.strictObject({
      list: z.array(Either).optional(),
      map: z.record(z.string(), z.strictObject({ c: z.boolean() })),
      pair: z.tuple([z.number(), z.number()]),
      upgraded: z.preprocess((value) => value, z.strictObject({ d: z.string() })),
      later: z.lazy(() => z.strictObject({ e: z.literal(1) })),
    })
    expect(fieldsOf(Schema)).toEqual(["list[].a", "list[].b", "map.*.c", "pair[]", "upgraded.d", "later.e"])
  })
})
